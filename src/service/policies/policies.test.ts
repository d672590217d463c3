import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { replies } from '../../../corpus/en/replies.ts'
import { openTestInstallation, testClock, type TestInstallation, shop } from '../../../test/installation.ts'
import { lumenAndOak } from '../../../test/worlds/policies.ts'
import { type Intent, findEntities } from '../../chat/index.ts'
import { type ShopId, parseId } from '../../model/index.ts'
import { addGap, saveShop } from '../../store/index.ts'
import { say } from '../chat/say.ts'
import type { Assistant } from '../context.ts'
import { policyGaps } from './gaps.ts'
import { savePolicies } from './save.ts'
import { policyVersions, showPolicies } from './show.ts'

/** Hears what the test writes before the colon. */
const assistant: Assistant = {
  languages: ['en'],
  language: 'en',
  repliesOf: () => replies,
  hear: (said) => {
    const [, intent = 'shipping_info', text = said] = /^(\w+): (.*)$/u.exec(said) ?? []
    return {
      text,
      language: 'en',
      intents: [{ intent: intent as Intent, score: 0.95 }],
      entities: findEntities(text),
      sentiment: { label: 'neutral', score: 0 },
      outOfScope: false,
      because: '',
    }
  },
}

const clock = testClock('2026-11-17T19:05:00Z')
let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation({ assistant, clock })
})
afterAll(() => installation.close())

/** Each test its own shop: nothing is ever taken back from an append-only table. */
let own: ShopId
let made = 0
beforeEach(async () => {
  own = parseId('shop', `shop-${++made}`)
  const { store } = installation
  await store.as(ctx().tenant, (tx) =>
    saveShop(tx, { id: own, name: 'Lampenladen', zone: 'Europe/Berlin', language: 'en' }, clock.now()),
  )
})
const ctx = () => installation.context()
const save = (body: unknown, basedOn: number | null = null, id = own) =>
  savePolicies(ctx(), { shop: id, body, basedOn })

/** The gap rows of the tenant's first shop, which is whose shop a shopper without an order is in. */
const gaps = async () =>
  (await policyGaps(ctx(), shop)).map(({ topic, detail, count, resolvedVersion }) => [
    topic,
    detail,
    count,
    resolvedVersion,
  ])

describe('versions', () => {
  it('nothing told is version 0, and each change the next; the old ones stay readable', async () => {
    expect(await showPolicies(ctx(), own)).toEqual({ version: 0, changedAt: null, changedBy: null, says: {} })
    expect(await save(lumenAndOak, 0)).toMatchObject({ version: 1, changedBy: 'operator', says: lumenAndOak })
    clock.advance({ hours: 1 })
    const second = { ...lumenAndOak, returns: { windowDays: 14, from: 'delivery' } }
    expect(await save(second, 1)).toMatchObject({ version: 2, changedAt: clock.now() })
    expect((await showPolicies(ctx(), own)).says.returns).toEqual({ windowDays: 14, from: 'delivery' })
    const { versions, next } = await policyVersions(ctx(), { shop: own })
    expect([versions.map(({ version }) => version), next]).toEqual([[2, 1], null])
    expect(versions[1]?.says).toEqual(lumenAndOak)
    expect(await policyVersions(ctx(), { shop: own, limit: 1 })).toMatchObject({ versions: [{ version: 2 }], next: 2 })
    expect(await policyVersions(ctx(), { shop: own, before: 2 })).toMatchObject({ versions: [{ version: 1 }] })
  })

  it('the same again is no new version', async () => {
    await save(lumenAndOak)
    expect((await save(structuredClone(lumenAndOak))).version).toBe(1)
  })

  it('a change based on an old version is refused and changes nothing', async () => {
    await save({ warranty: { months: 12 } }, 0)
    await save({ warranty: { months: 24 } }, 1)
    await expect(save({ warranty: { months: 36 } }, 1)).rejects.toMatchObject({
      code: 'VERSION_STALE',
      message: expect.stringMatching(/version 1 .*version 2 stands/),
    })
    expect((await showPolicies(ctx(), own)).says.warranty).toEqual({ months: 24 })
  })

  it('of twelve changes at once based on the same version, one is taken', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 12 }, (_, at) => save({ warranty: { months: at + 1 } }, 0)),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await policyVersions(ctx(), { shop: own })).versions).toHaveLength(1)
  })

  it('what is wrong is refused with its places, and nothing is stored', async () => {
    const wrong = save({
      returns: { windowDays: 30, from: 'delivery' },
      support: { hours: { mon: [{ from: '25:00', to: '26:00' }] } },
    })
    await expect(wrong).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: '/support/hours/mon/0/from' }, { pointer: '/support/hours/mon/0/to' }],
    })
    expect((await showPolicies(ctx(), own)).version).toBe(0)
  })

  it('history cannot be rewritten or taken back', async () => {
    await save(lumenAndOak)
    for (const attempt of ['delete from policies', `update policies set body = '{}'`]) {
      const tried = installation.store.as(ctx().tenant, (tx) => tx.query(attempt))
      await expect(tried, attempt).rejects.toThrow(/permission denied/)
    }
  })

  it('a shop there is not, and a key without the scope', async () => {
    await expect(save({}, 0, parseId('shop', 'nowhere'))).rejects.toMatchObject({ code: 'SHOP_UNKNOWN' })
    const reader = installation.context({ actor: { kind: 'api_key', id: 'k', scopes: ['settings:read'] } })
    await expect(savePolicies(reader, { shop: own, body: {}, basedOn: 0 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const writer = installation.context({ actor: { kind: 'api_key', id: 'k', scopes: ['settings:write'] } })
    expect(await savePolicies(writer, { shop: own, body: { warranty: { months: 6 } }, basedOn: 0 })).toMatchObject({
      changedBy: 'api_key k',
    })
    await expect(policyGaps(writer, own)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('a shopper nobody knows asks of the shop', () => {
  const begin = (text: string) => say(ctx(), { order: null, text })
  const goOn = async (begun: Promise<{ id: string }>, text: string) =>
    say(ctx(), { conversation: parseId('conversation', (await begun).id), text })

  it('what is missing is said to be, noted once a shopper, and closed by the version that tells it', async () => {
    const first = begin('do you ship to Norway')
    expect((await first).messages.at(-1)).toMatchObject({
      text: 'Lampenladen has not told me whether it ships there (Norway).\nShall I get a person?',
    })
    expect(await gaps()).toEqual([['countries', 'NO', 1, null]])
    await goOn(first, 'really, not to Norway?')
    expect(await gaps()).toEqual([['countries', 'NO', 1, null]])
    await begin('norway?')
    await begin('return_policy: can i send it back')
    expect(await gaps()).toEqual([
      ['countries', 'NO', 2, null],
      ['returns', null, 1, null],
    ])

    await save({ shipping: { countries: { only: ['DE', 'NO'] } } }, null, shop)
    expect(await gaps()).toEqual([
      ['returns', null, 1, null],
      ['countries', 'NO', 2, 1],
    ])
    const { text, evidence } = (await begin('do you ship to norway')).messages.at(-1) ?? { text: '', evidence: [] }
    expect(text).toBe('Norway: Lampenladen says it ships there (as of today).')
    expect(evidence.find(({ kind }) => kind === 'country')).toMatchObject({
      value: 'NO',
      source: { kind: 'shop', name: 'Lampenladen', asOf: '2026-11-17T20:05:00Z' },
    })
  })

  it('a gap that comes back is open again, and still counts a shopper once', async () => {
    await save({}, null, shop)
    const begun = begin('do you ship to norway')
    await begun
    expect(await gaps()).toContainEqual(['countries', 'NO', 3, null])
    await save({ shipping: { countries: { except: [] } } }, null, shop)
    expect(await gaps()).toContainEqual(['countries', 'NO', 3, 3])
    await save({}, null, shop)
    await goOn(begun, 'and to norway?')
    expect(await gaps()).toContainEqual(['countries', 'NO', 3, null])
  })

  it('nothing a shopper wrote is kept of it: a topic and a country', async () => {
    await begin('return_policy: my name is Ada Miller, can i return it')
    const rows = await installation.store.as(ctx().tenant, (tx) => tx.query('select * from policy_gaps'))
    expect(JSON.stringify(rows)).not.toMatch(/Ada|Miller/)
    expect(rows.length).toBeGreaterThan(0)
  })

  it('who asked goes with the conversation, the count stays', async () => {
    const before = await gaps()
    await installation.store.as(ctx().tenant, (tx) => tx.query('delete from conversations'))
    const askers = await installation.store.as(ctx().tenant, (tx) => tx.query('select * from policy_gap_askers'))
    expect([askers, await gaps()]).toEqual([[], before])
  })

  it('a transaction that is rolled back leaves no gap', async () => {
    const { id } = await begin('hello')
    const before = await gaps()
    const failing = installation.store.as(ctx().tenant, async (tx) => {
      const conversation = parseId('conversation', id)
      await addGap(tx, { shop, topic: 'warranty', detail: null, conversation }, clock.now())
      throw new Error('after all not')
    })
    await expect(failing).rejects.toThrow('after all not')
    expect(await gaps()).toEqual(before)
  })
})
