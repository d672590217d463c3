export type { App, HttpSettings, Pages } from './app.ts'
export { buildServer } from './server.ts'
