import { loadPlaces } from '../src/server/places.ts'
import { buildWeb } from '../web/build.ts'

/** Browser and HTTP tests serve the pages as built from what lies here now; whatever opens an installation reads the index of places. */
export async function setup(): Promise<void> {
  await Promise.all([buildWeb(), loadPlaces()])
}
