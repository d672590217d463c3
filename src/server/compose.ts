import { rm } from 'node:fs/promises'
import { pino } from 'pino'
import { localBus } from '../bus/index.ts'
import { shops } from '../connectors/index.ts'
import { type Clock, type ShopId, parseId } from '../model/index.ts'
import { type Assistant, type Context, type Log, taughtLanguage } from '../service/index.ts'
import {
  type Connection,
  type EmbeddedServer,
  type Store,
  StoreError,
  type ShopRow,
  listShops,
  openEmbedded,
  openStore,
  parseDatabaseUrl,
  readMasterKey,
  runningEmbedded,
  saveShop,
} from '../store/index.ts'
import { type Config, ConfigError, masterKeyFile } from './config.ts'
import { type RefusedFile, loadCarriers } from './declared.ts'
import { loadPlaces, placesPackage } from './places.ts'

/** One installation, opened: the database, the keys, and the merchant's tenant with a first shop. */
export type Installation = Omit<Context, 'actor' | 'assistant'> & {
  /** Files of the data folder that declare no carrier, though they are there to. */
  readonly refusedCarriers: readonly RefusedFile[]
  readonly masterKey: { readonly made: boolean; readonly from: string }
  readonly close: () => Promise<void>
}

export const mainTenant = parseId('tenant', 'main')
export const mainShop = parseId('shop', 'main')

export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/**
 * Opens what there is, or makes it. `start` keeps the embedded database running under its own hand; a command uses the one
 * that runs on the folder, and only where none does starts one for as long as it needs it.
 */
export async function openInstallation({
  config,
  mode,
  onStep = () => {},
}: {
  config: Config
  mode: 'start' | 'command'
  onStep?: (step: string) => void
}): Promise<Installation> {
  const masterKey = await readMasterKey({ file: masterKeyFile(config.folder), setting: config.masterKey })
  const log = makeLog(config, mode)
  const [database, places, known] = await Promise.all([
    openDatabase(config, mode, onStep),
    loadPlaces({ onBuild: () => onStep('places are indexed') }),
    loadCarriers(config.folder),
  ])
  if (!places && mode === 'start') log.warn({ package: placesPackage }, 'places.missing')
  for (const { file, problems } of mode === 'start' ? known.refused : []) {
    onStep(`a carrier is left out, for its file is wrong:\n    ${problems.join('\n    ')}`)
    log.warn({ file, problems }, 'carrier.file_refused')
  }
  const unwatch = mode === 'start' ? watch(database, config, log) : () => {}
  try {
    const store = await openStore({ admin: database.connection, master: masterKey.bytes, onStep })
    await provision(store)
    const bus = localBus()
    return {
      store,
      tenant: mainTenant,
      clock: systemClock,
      bus,
      carriers: known.carriers,
      recognition: known.recognition,
      refusedCarriers: known.refused,
      shops: new Map(Object.entries(shops)),
      ...(places && { places }),
      log,
      masterKey,
      close: async () => {
        unwatch()
        await bus.close()
        await store.close()
        await database.server?.stop()
      },
    }
  } catch (error) {
    unwatch()
    await database.server?.stop()
    if (masterKey.made && error instanceof StoreError && error.code === 'MASTER_KEY_WRONG') {
      // The key made above fits nothing; left there, it would pass for the one that is missing.
      await rm(masterKey.from)
      throw new StoreError(
        'MASTER_KEY_UNREADABLE',
        `this database is sealed, and there is no master key at ${masterKey.from}. Put the copy you kept there, or give it as WHEREABOUTS_MASTER_KEY; without it names, addresses and messages cannot be read`,
      )
    }
    throw error
  }
}

type Database = { readonly connection: Connection; server: EmbeddedServer | undefined }

async function openDatabase(
  config: Config,
  mode: 'start' | 'command',
  onStep: (step: string) => void,
): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    onStep('using the PostgreSQL server of DATABASE_URL')
    return { connection: await servedDatabase(config.databaseUrl), server: undefined }
  }
  const { folder } = config
  const running = mode === 'command' ? await runningEmbedded({ folder }) : undefined
  if (running) return { connection: running, server: undefined }
  const server: EmbeddedServer = await openEmbedded({
    folder,
    onStep: ({ step, ms }) => onStep(`PostgreSQL: ${step} (${Math.round(ms)} ms)`),
  })
  onStep(
    `PostgreSQL ${server.version} ${server.kind === 'adopted' ? 'was still running and is ours again' : 'runs'} (pid ${server.pid})`,
  )
  return { connection: server.connection, server }
}

async function servedDatabase(url: string): Promise<Connection> {
  try {
    return await parseDatabaseUrl(url)
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (path === undefined) throw error
    throw new ConfigError(`DATABASE_URL names ${path} as sslrootcert, which can't be read (${code})`, { cause: error })
  }
}

/** An embedded server that died under us is started again where it was; the pools find it by themselves. */
function watch(database: Database, { folder }: Config, log: Log): () => void {
  let opening = false
  const reopen = async () => {
    try {
      const fresh = await openEmbedded({ folder })
      database.server = fresh
      log.warn({ pid: fresh.pid }, 'database.restarted')
    } catch (error) {
      log.error({ reason: error instanceof Error ? error.message : String(error) }, 'database.restart_failed')
    } finally {
      opening = false
    }
  }
  const timer = setInterval(() => {
    const { server } = database
    if (!server || opening || isAlive(server.pid)) return
    opening = true
    log.error({ pid: server.pid }, 'database.died')
    void reopen()
  }, 500)
  timer.unref()
  return () => clearInterval(timer)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function provision(store: Store): Promise<void> {
  const now = systemClock.now()
  if (!(await store.tenants()).includes(mainTenant)) await store.provision(mainTenant, 'Main', now)
  await store.as(mainTenant, async (tx) => {
    if ((await listShops(tx)).length > 0) return
    await saveShop(tx, { id: mainShop, name: 'Your shop', zone: localZone(), language: 'en' }, now)
  })
}

const localZone = () => Temporal.Now.timeZoneId()

/** The shop an import is for; one that is new is made, in this machine's zone. */
export async function findOrMakeShop(
  { store, tenant, clock }: Installation,
  id: ShopId,
): Promise<ShopRow & { made: boolean }> {
  return store.as(tenant, async (tx) => {
    const held = (await listShops(tx)).find((shop) => shop.id === id)
    if (held) return { ...held, made: false }
    const shop = { id, name: id, zone: localZone(), language: 'en' }
    await saveShop(tx, shop, clock.now())
    return { ...shop, made: true }
  })
}

/** What the first shop speaks, where the assistant was taught it. */
export async function languageOfShop(
  { store, tenant }: Installation,
  assistant: Assistant,
): Promise<string | undefined> {
  const [shop] = await store.as(tenant, (tx) => listShops(tx))
  return taughtLanguage(assistant, [shop?.language])
}

/** A context for the operator, who is at the machine itself. */
export function operatorContext(installation: Installation, assistant: Assistant): Context {
  return { ...installation, assistant, actor: { kind: 'operator' } }
}

/** JSON lines on standard error, so that what a command prints stays clean. Of a command, only what went wrong. */
function makeLog({ logLevel }: Config, mode: 'start' | 'command'): Log {
  const quiet = mode === 'command' && (logLevel === 'info' || logLevel === 'debug')
  return pino(
    {
      level: quiet ? 'warn' : logLevel,
      base: null,
      timestamp: () => `,"time":"${Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })}"`,
    },
    pino.destination({ dest: 2, sync: true }),
  )
}
