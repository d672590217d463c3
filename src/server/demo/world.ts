import { changesOf, instantOf, type JourneyClock } from '../../simulator/index.ts'
import { arrivals } from './arrivals.ts'
import { type DemoOrder, tellingOrders } from './orders.ts'

/** One hour of journey in half a minute. */
export const demoRate = 120

export const demoOrders: readonly DemoOrder[] = [...tellingOrders, ...arrivals()]

/** The demo's clock, once it is known when it began; in whole seconds, as the carriers count. */
export const clockFrom = (since: Temporal.Instant): JourneyClock => ({
  start: since.round({ smallestUnit: 'second', roundingMode: 'floor' }),
  rate: demoRate,
})

/** Every instant at which something happens, in order. */
export function happenings(clock: JourneyClock, orders = demoOrders): readonly Temporal.Instant[] {
  const hours = orders.flatMap(({ script, parcels }) => [
    ...changesOf(script),
    ...parcels.flatMap(({ journey }) => journey.steps.map(({ at }) => at)),
  ])
  return hours.map((at) => instantOf(at, clock)).toSorted((a, b) => Temporal.Instant.compare(a, b))
}
