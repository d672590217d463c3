export * from './master.ts'
export * from './normalise.ts'
export * from './vault.ts'
