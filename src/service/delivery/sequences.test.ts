import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contactRules, delivery, merchant, shopper } from '../../../test/changing.ts'
import { fresh, plain, whatOf } from '../../../test/intercept-server.ts'
import { openTestInstallation, testClock, type TestInstallation } from '../../../test/installation.ts'
import { type CarrierExchange, changeKinds, type Money } from '../../model/index.ts'
import { ServiceError } from '../errors.ts'
import { cancelChange } from './cancel.ts'
import type { DeliveryChange } from './change.ts'
import { closeChange, sweepChanges } from './close.ts'
import { confirmChange, showChange } from './confirm.ts'
import { deliveryOptions } from './options.ts'
import { quoteChange } from './quote.ts'

let installation: TestInstallation
const clock = testClock()
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation?.close())

/** The most the merchant lets shoppers have, of one kind only. */
const limit = 1800
const allowed = { hold_for_pickup: limit }

const who = fc.constantFrom('merchant', 'shopper')
const which = fc.nat(2)
const confirmation = fc.record({
  do: fc.constant('confirm'),
  which,
  who,
  // Mostly what was shown; else what a careless or lying client would send.
  cost: fc.constantFrom('shown', 'shown', 'shown', 'shown', null, 1, 1775, 1900),
})
const verb = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('quote'), kind: fc.constantFrom(...changeKinds), who }) },
  { weight: 5, arbitrary: confirmation },
  fc.record({ do: fc.constant('cancel'), which, who }),
  fc.record({ do: fc.constant('close'), which, outcome: fc.constantFrom('made', 'not_made') }),
  fc.record({ do: fc.constant('charge'), charge: fc.constantFrom('17.75', '19.00') }),
  fc.record({ do: fc.constant('wait'), minutes: fc.constantFrom(1, 6, 16) }),
  fc.record({ do: fc.constantFrom('sweep', 'look', 'lose', 'answer', 'die') }),
)

it('no sequence of verbs makes a change without the confirmation of the cost the carrier names, nor one twice', async () => {
  let n = 0
  let makes = 0
  await fc.assert(
    fc.asyncProperty(fc.array(verb, { minLength: 8, maxLength: 24 }), async (verbs) => {
      const now = fresh()
      let fate: 'answer' | 'lose' | 'die' = 'answer'
      let confirming: { id: string; cost: Money | null; who: string; kind: string } | null = null
      const made = new Set<string>()
      const wrong: string[] = []
      const exchange: CarrierExchange = {
        exchange: async (_, call) => {
          const { path, body = '', headers = {} } = call.request('token')
          const what = whatOf({ path, body })
          if (what.startsWith('make ')) {
            makes++
            const transaction = headers['transid'] ?? ''
            if (!call.once) wrong.push('a change that may be sent twice')
            if (made.has(transaction)) wrong.push('made twice')
            made.add(transaction)
            if (!confirming?.id.replaceAll('-', '').endsWith(transaction)) wrong.push('not confirmed')
            else if (confirming.cost?.minor !== Math.round(Number(now.charge) * 100)) wrong.push('at another cost')
            else if (
              confirming.who === 'shopper' &&
              (confirming.kind !== 'hold_for_pickup' || (confirming.cost?.minor ?? 0) > limit)
            )
              wrong.push('beyond what the merchant allows')
            if (fate === 'die') throw new Error('killed')
          }
          const lost = { kind: 'unreachable', code: 'TIMEOUT', message: 'no answer' } as const
          if (call.once && fate === 'lose') return { kind: 'lost', failure: lost, body: null }
          const { status = 200, body: said = '' } = plain(what, now)
          const read = call.read({ status, body: String(said) })
          return read.ok
            ? { kind: 'answered', value: read.value, body: String(said) }
            : { kind: 'refused', failure: read.failure, body: null }
        },
      }
      const ctx = await merchant(installation, `any-${++n}`, { exchange, url: 'http://127.0.0.1:1' })
      await contactRules(ctx, allowed)
      const { parcel, order } = await delivery(ctx)
      const as = (name: string) => (name === 'shopper' ? shopper(ctx, 'L3', order) : ctx)
      const quoted: DeliveryChange[] = []
      const run = async (one: (typeof verbs)[number]): Promise<void> => {
        if ('kind' in one) {
          const day = '2026-11-24'
          const wish =
            one.kind === 'reschedule'
              ? { kind: one.kind, day }
              : one.kind === 'redirect_to_address'
                ? {
                    kind: one.kind,
                    address: {
                      name: null,
                      lines: ['4 Elm St'],
                      city: 'Dallas',
                      region: 'TX',
                      postal: '75201',
                      country: 'US',
                    },
                  }
                : { kind: one.kind }
          quoted.push(await quoteChange(as(one.who), { parcel, wish }))
        } else if ('charge' in one) now.charge = one.charge
        else if ('minutes' in one) clock.advance({ minutes: one.minutes })
        else if ('which' in one) {
          const change = quoted[one.which % Math.max(1, quoted.length)]
          if (!change) return
          if ('outcome' in one) {
            await closeChange(ctx, { change: change.id, outcome: one.outcome, note: null })
            return
          }
          if (!('cost' in one)) {
            await cancelChange(as(one.who), { change: change.id })
            return
          }
          const { id, kind } = change
          const cost =
            one.cost === 'shown'
              ? (await showChange(ctx, id)).cost
              : one.cost === null
                ? null
                : { minor: Number(one.cost), currency: 'USD' }
          confirming = { id, cost, who: one.who, kind }
          await confirmChange(as(one.who), { change: id, cost })
        } else if (one.do === 'sweep') await sweepChanges(ctx)
        else if (one.do === 'look') await deliveryOptions(ctx, parcel)
        else fate = one.do
      }
      for (const one of verbs) {
        try {
          await run(one)
        } catch (error) {
          const killed = error instanceof Error && error.message === 'killed'
          if (!killed && !(error instanceof ServiceError)) throw error
        }
        confirming = null
      }
      expect(wrong).toEqual([])
    }),
    { numRuns: 60, seed: 78 },
  )
  // Otherwise nothing was tried.
  expect(makes).toBeGreaterThan(25)
}, 300_000)
