import { randomBytes } from 'node:crypto'
import { localBus } from '../src/bus/index.ts'
import { carriers, recognition, shops } from '../src/connectors/index.ts'
import { type TenantId, parseId } from '../src/model/index.ts'
import { loadAssistant } from '../src/server/assistant.ts'
import { systemClock } from '../src/server/compose.ts'
import type { Context, Log } from '../src/service/index.ts'
import { openTemporary } from '../src/store/embedded/temporary.ts'
import { type Connection, type Store, openStore, saveShop } from '../src/store/index.ts'

export const shop = parseId('shop', 'main')

/** The embedded PostgreSQL as `start` runs it, fsync on, on a folder of its own; `context` acts as the operator. */
export type BenchInstallation = {
  readonly store: Store
  readonly master: Buffer
  /** The superuser's. */
  readonly admin: Connection
  readonly version: string
  readonly context: (over?: Partial<Context>) => Context
  readonly addTenant: (name: string) => Promise<TenantId>
  readonly close: () => Promise<void>
}

export async function openBenchInstallation(): Promise<BenchInstallation> {
  const database = await openTemporary({ durable: true })
  const master = randomBytes(32)
  const store = await openStore({ admin: database.connection, master })
  const assistant = await loadAssistant()
  const addTenant = async (name: string) => {
    const tenant = parseId('tenant', name)
    const now = systemClock.now()
    await store.provision(tenant, name, now)
    await store.as(tenant, (tx) =>
      saveShop(tx, { id: shop, name: 'Lampenladen', zone: 'Europe/Berlin', language: 'en' }, now),
    )
    return tenant
  }
  const tenant = await addTenant('main')
  return {
    store,
    master,
    admin: database.connection,
    version: database.version,
    addTenant,
    context: (over = {}) => ({
      tenant,
      actor: { kind: 'operator' },
      store,
      clock: systemClock,
      bus: localBus(),
      carriers: new Map(Object.entries(carriers)),
      recognition,
      shops: new Map(Object.entries(shops)),
      assistant,
      log: silent,
      ...over,
    }),
    close: async () => {
      await store.close()
      await database.stop()
    },
  }
}

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
