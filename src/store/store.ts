import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type TenantId, isId } from '../model/index.ts'
import { clientConfig, type Connection, statementName, toParameter, unreachable, withClient } from './connection.ts'
import { StoreError } from './errors.ts'
import { connectionsOf, setUp } from './setup.ts'
import { openVault, type TenantKey, type Vault } from './vault/index.ts'

/** One transaction of one tenant: what the query files work with. Row-level security shows it that tenant's rows only. */
export type Tx = {
  readonly tenant: TenantId
  readonly key: TenantKey
  readonly query: <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>
  /** What `send` asks before it first waits goes over the wire as one. */
  readonly together: <T>(send: () => T) => T
}

export type Store = {
  /** The only way to a tenant's rows. Runs again after a deadlock or a lost race, so `work` must hold no effect of its own. */
  readonly as: <T>(tenant: TenantId, work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Finds whose a link, session or key is, before a tenant is known; nothing else is readable this way. */
  readonly tenantOf: (
    ...whose:
      | [
          (
            | 'link'
            | 'session'
            | 'api_key'
            | 'page_pass'
            | 'connection'
            | 'carrier_account'
            | 'choice_link'
            | 'sign_in'
            | 'desk_session'
          ),
          digest: Buffer,
        ]
      | ['shop_key', key: string]
  ) => Promise<TenantId | undefined>
  readonly tenants: () => Promise<TenantId[]>
  readonly provision: (tenant: TenantId, name: string, now: Temporal.Instant) => Promise<void>
  readonly vault: Vault
  /** For the job queue, which runs under its own role. */
  readonly jobs: Connection
  readonly queries: () => number
  readonly close: () => Promise<void>
}

export async function openStore({
  admin,
  master,
  poolSize = 10,
  onStep = () => {},
}: {
  admin: Connection
  master: Buffer
  poolSize?: number
  onStep?: (step: string) => void
}): Promise<Store> {
  const { migrated } = await setUp({ admin, master })
  onStep(migrated.length > 0 ? `schema brought up to date (${migrated.join(', ')})` : 'schema is up to date')
  const { app, jobs, owner } = connectionsOf(admin, master)
  const vault = openVault(master)
  // A server that is frozen answers nothing and closes nothing: whoever waits must hear of it in the end.
  const pool = new pg.Pool({
    ...clientConfig(app),
    max: poolSize,
    idleTimeoutMillis: 30_000,
    query_timeout: 120_000,
    // Statements that don't need each other's answers are sent at once; the server does them in the order they were sent.
    pipeline: true,
  })
  pool.on('error', () => {})
  // A client that was released as broken has no other listener when its connection's end is reported.
  pool.on('connect', (client) => client.on('error', () => {}))
  let queries = 0

  async function run<Row extends object>(
    client: pg.PoolClient,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    queries++
    const result = await client.query<Row>({ name: statementName(text), text, values: values.map(toParameter) })
    return result.rows
  }

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect()
    } catch (cause) {
      throw unreachable(app, cause)
    }
  }

  /** A connection that breaks while it is lent must not end the process; the query that notices it tells. */
  async function lookUp<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await connect()
    const onError = () => {}
    client.on('error', onError)
    let broken: Error | undefined
    try {
      return await use(client)
    } catch (error) {
      if (!isLost(error)) throw error
      broken = error
      throw unreachable(app, error)
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  async function once<T>(tenant: TenantId, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await connect()
    // A lost connection must not end the process; the query that notices it tells.
    const onError = () => {}
    client.on('error', onError)
    let broken: Error | undefined
    let over = false
    let refusal: unknown
    try {
      // The id is a checked slug, so it may stand in the text: one round trip opens transaction, tenant and its key.
      const opened = (await client.query(
        `begin; select set_config('whereabouts.tenant', '${tenant}', true); select wrapped_key from tenants where id = '${tenant}'`,
      )) as unknown as [unknown, unknown, pg.QueryResult<{ wrapped_key: Buffer }>]
      queries++
      const wrapped = opened[2].rows[0]?.wrapped_key
      if (!wrapped) throw new StoreError('TENANT_UNKNOWN', `there is no tenant "${tenant}" in this database`)
      const result = await work({
        tenant,
        key: vault.tenant(tenant, wrapped),
        // Of several statements sent at once one may fail; what the others lead to must not run outside the transaction.
        query: async (text, values) => {
          if (over) throw new Error('this transaction has ended')
          try {
            return await run(client, text, values)
          } catch (error) {
            if (!isAborted(error)) refusal = error
            throw error
          }
        },
        together: (send) => {
          const { stream } = client.connection
          stream.cork()
          try {
            return send()
          } finally {
            stream.uncork()
          }
        },
      })
      over = true
      await client.query('commit')
      return result
    } catch (error) {
      over = true
      await client.query('rollback').catch((failed: Error) => {
        broken = failed
      })
      // Of statements sent at once, one that was refused for another's sake may be heard of before that other.
      throw isAborted(error) && refusal !== undefined ? refusal : error
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  async function as<T>(tenant: TenantId, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (!isId('tenant', tenant)) throw new TypeError(`not a tenant id: ${JSON.stringify(tenant)}`)
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(tenant, work)
      } catch (error) {
        if (isLost(error)) throw unreachable(app, error)
        if (attempt >= 5 || !(error instanceof pg.DatabaseError) || !lostRace.has(error.code ?? '')) throw error
        await sleep(5 * 2 ** attempt)
      }
    }
  }

  return {
    as,
    vault,
    jobs,
    queries: () => queries,
    tenantOf: (kind, known) =>
      lookUp(async (client) => {
        const rows = await run<{ tenant: TenantId | null }>(client, `select tenant_of_${kind}($1) as tenant`, [known])
        return rows[0]?.tenant ?? undefined
      }),
    tenants: () =>
      lookUp(async (client) => {
        const rows = await run<{ id: TenantId }>(client, 'select tenant_ids() as id')
        return rows.map(({ id }) => id)
      }),
    provision: (tenant, name, now) =>
      withClient(owner, async (client) => {
        await client.query(
          'insert into tenants (id, name, wrapped_key, created_at) values ($1, $2, $3, $4) on conflict (id) do nothing',
          [tenant, name, vault.makeTenant(tenant), now.toString()],
        )
      }),
    close: () => pool.end(),
  }
}

/** Refused only because an earlier statement of the transaction was. */
const isAborted = (error: unknown) => error instanceof pg.DatabaseError && error.code === '25P02'

/** Serialization failure, deadlock, and a unique key somebody else just made: another try sees what they did. */
const lostRace = new Set(['40001', '40P01'])

/** The connection went, or the server is on its way down or up: the statement may or may not have been done. */
function isLost(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  if (error instanceof pg.DatabaseError) return /^(?:08|57P0[123])/.test(error.code ?? '')
  const { code } = error as NodeJS.ErrnoException
  // pg gives an error without a code when its socket closed, and for a client it knows to be broken.
  return code === undefined
    ? /^(?:Connection terminated|Client has encountered a connection error)/.test(error.message)
    : lostCodes.has(code)
}

const lostCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOENT'])
