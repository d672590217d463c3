import { afterAll, beforeAll, expect, it } from 'vitest'
import { openClock, type Simulator, startSimulator } from '../../src/server/simulate/index.ts'
import { cancelChange } from '../../src/service/delivery/cancel.ts'
import { confirmChange } from '../../src/service/delivery/confirm.ts'
import { deliveryOptions } from '../../src/service/delivery/options.ts'
import { quoteChange } from '../../src/service/delivery/quote.ts'
import { carriers } from '../../src/connectors/index.ts'
import { callingKit } from '../calling.ts'
import { contactRules, delivery, merchant } from '../changing.ts'
import { openTestInstallation, type TestInstallation } from '../installation.ts'
import { upsNumber } from '../worlds/journeys.ts'
import { baseOf } from './asking.ts'

/** Changes as the connector asks for them, taken by the played UPS: two descriptions of one API, written apart. */

let simulator: Simulator
let installation: TestInstallation
let kit: ReturnType<typeof callingKit>
beforeAll(async () => {
  const clock = openClock({ start: Temporal.Instant.from('2026-11-20T12:00:00Z'), rate: 0 })
  simulator = await startSimulator({ clock, carriers: ['ups'] })
  installation = await openTestInstallation()
  kit = callingKit(installation)
})
afterAll(async () => {
  await kit?.close()
  await simulator?.close()
  await installation?.close()
})

/** A parcel of the played carrier that is hours away from its door. */
async function onItsWay(number: string): Promise<void> {
  const journey = {
    carrier: 'ups',
    number,
    steps: [
      { at: -20, says: 'in_transit/departed' },
      { at: 9, says: 'out_for_delivery/with_courier' },
      { at: 14, says: 'delivered' },
    ],
  }
  const response = await fetch(`${simulator.url}/_control/journeys`, {
    method: 'POST',
    body: JSON.stringify([journey]),
  })
  if (!response.ok) throw new Error(await response.text())
}
const address = { name: 'Ana Silva', lines: ['4 Elm St'], city: 'Dallas', region: 'TX', postal: '75201', country: 'US' }

it.each([
  [0, () => ({ kind: 'redirect_to_address' as const, address })],
  [1, () => ({ kind: 'hold_for_pickup' as const })],
  [2, (day: string) => ({ kind: 'reschedule' as const, day })],
  [3, () => ({ kind: 'return_to_sender' as const })],
])('%i: offered, quoted, made, no more offered, and called off', async (i, wish) => {
  const exchange = kit.caller([carriers.ups])
  const name = `simulated-${i}`
  const ctx = { ...(await merchant(installation, name, { exchange, url: baseOf(simulator, 'ups') })), clock: kit.clock }
  await contactRules(ctx)
  const number = upsNumber(4_000 + i)
  await onItsWay(number)
  const { parcel } = await delivery(ctx, { number })
  const { options } = await deliveryOptions(ctx, parcel)
  expect(options.map(({ why }) => why)).toEqual([null, null, null, null])
  const day = options.find(({ kind }) => kind === 'reschedule')?.days[0]?.toString() ?? ''
  const wanted = wish(day)
  const quoted = await quoteChange(ctx, { parcel, wish: wanted })
  const option = options.find(({ kind }) => kind === wanted.kind)
  expect(option?.cost?.minor).toBeGreaterThan(0)
  expect(quoted.cost).toEqual(option?.cost)
  expect(await confirmChange(ctx, { change: quoted.id, cost: quoted.cost })).toMatchObject({ state: 'made' })
  const after = await deliveryOptions(ctx, parcel)
  expect(after.options.map(({ why }) => why)).toEqual(Array.from({ length: 4 }, () => 'carrier_says_no'))
  await expect(quoteChange(ctx, { parcel, wish: wanted })).rejects.toMatchObject({ code: 'CHANGE_NOT_POSSIBLE' })
  expect(await cancelChange(ctx, { change: quoted.id })).toMatchObject({ state: 'cancelled' })
  expect((await deliveryOptions(ctx, parcel)).options[0]?.why).toBeNull()
})
