export * from './code.ts'
export * from './repair.ts'
export * from './identify.ts'
