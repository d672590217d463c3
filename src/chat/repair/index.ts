export * from './repair.ts'
export * from './identify.ts'
