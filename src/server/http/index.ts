export type { App, HttpSettings, Pages } from './app.ts'
export { openApi } from './openapi.ts'
export { buildServer } from './server.ts'
