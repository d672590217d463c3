export type { HttpSettings, Pages } from './app.ts'
export { buildServer } from './server.ts'
