import { buildWeb } from '../web/build.ts'

/** Browser and HTTP tests serve the pages as built from what lies here now. */
export async function setup(): Promise<void> {
  await buildWeb()
}
