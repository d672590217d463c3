import { randomBytes } from 'node:crypto'
import { localBus } from '../src/bus/index.ts'
import { carriers, recognition, shops } from '../src/connectors/index.ts'
import { type Clock, type TenantId, parseId } from '../src/model/index.ts'
import type { Assistant, Context, Log } from '../src/service/index.ts'
import { openTemporary } from '../src/store/embedded/temporary.ts'
import { type Store, openStore, saveShop } from '../src/store/index.ts'

/** A real database with one shop, for tests; `context()` acts as the operator. */
export type TestInstallation = {
  readonly store: Store
  readonly master: Buffer
  readonly database: Awaited<ReturnType<typeof openTemporary>>
  readonly context: (over?: Partial<Context>) => Context
  readonly addTenant: (name: string) => Promise<TenantId>
  readonly close: () => Promise<void>
}

export const main = parseId('tenant', 'main')
export const shop = parseId('shop', 'main')

/** Stands still until moved; every test tells its own time. */
export function testClock(
  at = '2026-11-20T12:00:00Z',
): Clock & { set: (at: string) => void; advance: (by: Temporal.DurationLike) => void } {
  let now = Temporal.Instant.from(at)
  return {
    now: () => now,
    set: (to) => {
      now = Temporal.Instant.from(to)
    },
    advance: (by) => {
      now = now.add(by)
    },
  }
}

export async function openTestInstallation({
  clock = testClock(),
  assistant,
  poolSize,
}: { clock?: Clock; assistant?: Assistant; poolSize?: number } = {}): Promise<TestInstallation> {
  const database = await openTemporary({ durable: false })
  const master = randomBytes(32)
  const store = await openStore({ admin: database.connection, master, ...(poolSize !== undefined && { poolSize }) })
  const addTenant = async (name: string) => {
    const tenant = parseId('tenant', name)
    await store.provision(tenant, name, clock.now())
    await store.as(tenant, (tx) =>
      saveShop(tx, { id: shop, name: 'Lampenladen', zone: 'Europe/Berlin', language: 'en' }, clock.now()),
    )
    return tenant
  }
  await addTenant('main')
  const context = (over: Partial<Context> = {}): Context => ({
    tenant: main,
    actor: { kind: 'operator' },
    store,
    clock,
    bus: localBus(),
    carriers: new Map(Object.entries(carriers)),
    recognition,
    shops: new Map(Object.entries(shops)),
    assistant: assistant ?? noAssistant,
    log: silent,
    ...over,
  })
  return {
    store,
    master,
    database,
    context,
    addTenant,
    close: async () => {
      await store.close()
      await database.stop()
    },
  }
}

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** For tests in which nobody says anything. */
const noAssistant: Assistant = {
  languages: ['en'],
  language: 'en',
  hear: () => {
    throw new Error('this test has no assistant; pass one to openTestInstallation')
  },
  repliesOf: () => {
    throw new Error('this test has no assistant; pass one to openTestInstallation')
  },
}
