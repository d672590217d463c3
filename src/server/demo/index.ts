export { hasDemo, isUntouched } from './has.ts'
export { demoLines } from './lines.ts'
export { type Demo, type DemoParts, openDemo } from './open.ts'
export { demoPolicies } from './policies.ts'
