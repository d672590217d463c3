export { recognition } from './recognise.ts'
