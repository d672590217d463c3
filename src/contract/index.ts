export * from './ingest.ts'
export * from './problem.ts'
export * from './routes.ts'
export * from './view.ts'
