export { carriers } from './carriers/index.ts'
export { answerToJson } from './kit/index.ts'
export { shops } from './shops/index.ts'
