export * from './ingest.ts'
export * from './view.ts'
