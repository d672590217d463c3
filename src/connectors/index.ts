export { carriers } from './carriers/index.ts'
export { answerToJson } from './kit/index.ts'
export { recognition } from './recognition/index.ts'
export { shops } from './shops/index.ts'
