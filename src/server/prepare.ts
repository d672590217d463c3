import { loadAssistant } from './assistant.ts'
import { loadPlaces, placesPackage } from './places.ts'

/** After `npm ci`: the assistant learns its corpus and places are indexed now, so that the first start need not. */
await told(async () => {
  await loadAssistant()
  return 'assistant is ready'
})
await told(async () =>
  (await loadPlaces())
    ? 'places are indexed'
    : `no places: ${placesPackage} is not installed, so times without a zone stay without one`,
)

async function told(work: () => Promise<string>): Promise<void> {
  const from = performance.now()
  const done = await work()
  process.stdout.write(`${done} (${Math.round(performance.now() - from)} ms)\n`)
}
