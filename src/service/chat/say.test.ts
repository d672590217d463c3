import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replies } from '../../../corpus/en/replies.ts'
import { openTestInstallation, shop, type TestInstallation } from '../../../test/installation.ts'
import { order, upsNumber } from '../../../test/worlds/journeys.ts'
import { type Dialogue, type Intent, findEntities } from '../../chat/index.ts'
import type { Assistant } from '../context.ts'
import { importOrders } from '../orders/import.ts'
import { type Seen, answer } from './say.ts'

/** Takes every question for "where is it?", and what holds a number or an address for information. */
const assistant: Assistant = {
  languages: ['en'],
  language: 'en',
  repliesOf: () => replies,
  hear: (text) => {
    const entities = findEntities(text)
    const intent: Intent = entities.length > 0 ? 'provide_info' : 'order_status'
    return {
      text,
      language: 'en',
      intents: [{ intent, score: 0.95 }],
      entities,
      sentiment: { label: 'neutral', score: 0 },
      outOfScope: false,
      because: '',
    }
  },
}

let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation({ assistant })
  const sent = order({
    shipments: [
      {
        external: 's',
        number: upsNumber(1),
        carrierText: null,
        shippedAt: Temporal.Instant.from('2026-11-18T09:00:00Z'),
        state: 'shipped',
        lines: [{ external: 'a', quantity: 1 }],
      },
    ],
  })
  await importOrders(installation.context(), {
    connector: 'csv',
    shop,
    read: { orders: [{ order: sent, slice: {} }], rejected: [], fields: {} },
    contentType: 'text/csv',
    bytes: 0,
  })
})
afterAll(() => installation.close())

/** What the terminal prints for each line, and what is seen in the end. */
async function talk(...lines: readonly string[]): Promise<{ said: string[]; seen: Seen }> {
  const said: string[] = []
  let [dialogue, seen]: [Dialogue | undefined, Seen] = [undefined, { level: 'L0', orders: [] }]
  for (const text of lines) {
    const after = await answer(installation.context(), {
      text,
      ...(dialogue && { dialogue }),
      seen,
      shop: { name: 'Lampenladen', zone: 'Europe/Berlin' },
    })
    dialogue = after.dialogue
    seen = after.seen
    said.push(after.spoken.text)
  }
  return { said, seen }
}

describe('somebody nobody knows, in the terminal', () => {
  const where =
    '#1001 was shipped on Wednesday, Nov 18, Lampenladen says (as of 13:00 today). UPS has not reported it yet.'

  it.each([['ana@example.com'], ['78701'], ['+1 512 555 0100']])(
    'is told where the order is once number and %s fit, and needs no proof again',
    async (proof) => {
      const { said, seen } = await talk('where is my order', '#1001', proof, 'and where is it now')
      expect(said.slice(2)).toEqual([where, `${where}\nShall I get a person?`])
      expect([seen.level, seen.orders.map(({ number }) => number)]).toEqual(['L2', ['#1001']])
    },
  )

  it('may give both at once', async () => {
    expect((await talk('order #1001, my email is ana@example.com')).said).toEqual([where])
  })

  it('hears the same of a wrong proof and of a missing order, and sees nothing', async () => {
    const wrong = await talk('order #1001, my email is eve@example.com')
    expect(await talk('order #9999, my email is ana@example.com')).toEqual(wrong)
    expect(wrong).toEqual({
      said: ['I found no order with that number and those details. Please check both and send them once more.'],
      seen: { level: 'L0', orders: [] },
    })
  })
})
