import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { failed, ok, type Result, type TenantId, type Tokens } from '../model/index.ts'
import type { Store, Tx } from './store.ts'
import type { Cell } from './vault/index.ts'

/**
 * A tenant's access tokens, sealed. Whoever fetches one holds a lease, not a lock or a connection: should they die over it,
 * another process fetches after `leaseMs`, which has to be longer than a fetch may take.
 */
export function tokensOf(
  store: Pick<Store, 'as'>,
  tenant: TenantId,
  { leaseMs = 60_000 }: { readonly leaseMs?: number } = {},
): Tokens {
  const fetching = new Map<string, Promise<Result<string>>>()

  async function oneAtATime(key: string, now: Temporal.Instant, fetch: Fetch): Promise<Result<string>> {
    const holder = randomUUID()
    const waitUntil = performance.now() + 2 * leaseMs
    for (let pauseMs = 20; performance.now() < waitUntil; pauseMs = Math.min(500, pauseMs * 2)) {
      if (await store.as(tenant, (tx) => claim(tx, key, { holder, now, leaseMs })))
        return fetchAs(holder, key, now, fetch)
      await sleep(Math.min(pauseMs, leaseMs))
      const token = await store.as(tenant, (tx) => find(tx, key, now))
      if (token !== undefined) return ok(token)
    }
    return failed({
      kind: 'unreachable',
      code: 'TOKEN_WAITED_FOR',
      message: 'other processes have been fetching an access token for too long; it is tried again later',
    })
  }

  async function fetchAs(holder: string, key: string, now: Temporal.Instant, fetch: Fetch): Promise<Result<string>> {
    let fetched: Awaited<ReturnType<Fetch>> | undefined
    try {
      fetched = await fetch()
    } finally {
      const brought = fetched?.ok ? fetched.value : undefined
      await store.as(tenant, (tx) => (brought ? keep(tx, key, { holder, now, ...brought }) : release(tx, key, holder)))
    }
    return fetched.ok ? ok(fetched.value.token) : fetched
  }

  return {
    current: async (key, now, fetch) => {
      const token = await store.as(tenant, (tx) => find(tx, key, now))
      if (token !== undefined) return ok(token)
      const running = fetching.get(key) ?? oneAtATime(key, now, fetch).finally(() => fetching.delete(key))
      fetching.set(key, running)
      return running
    },
    drop: (key, token) => store.as(tenant, (tx) => drop(tx, key, token)),
  }
}

type Fetch = Parameters<Tokens['current']>[2]

const tokenCell = (tx: Tx, key: string): Cell => ({
  tenant: tx.tenant,
  table: 'call_tokens',
  row: key,
  column: 'sealed',
})

async function find(tx: Tx, key: string, now: Temporal.Instant): Promise<string | undefined> {
  const [row] = await tx.query<{ sealed: Buffer }>(
    'select sealed from call_tokens where tenant = $1 and credential = $2 and renew_at > $3',
    [tx.tenant, key, now],
  )
  return row && tx.key.open(tokenCell(tx, key), row.sealed)
}

/** Leases run by the database's clock: processes whose clocks differ still agree on who holds one. */
async function claim(
  tx: Tx,
  key: string,
  { holder, now, leaseMs }: { readonly holder: string; readonly now: Temporal.Instant; readonly leaseMs: number },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into call_tokens as t (tenant, credential, holder, held_until)
       values ($1, $2, $3, clock_timestamp() + make_interval(secs => $5::float8 / 1000))
     on conflict (tenant, credential) do update
        set holder = $3, held_until = clock_timestamp() + make_interval(secs => $5::float8 / 1000)
      where (t.held_until is null or t.held_until <= clock_timestamp()) and (t.renew_at is null or t.renew_at <= $4)
     returning credential`,
    [tx.tenant, key, holder, now, leaseMs],
  )
  return rows.length > 0
}

async function keep(
  tx: Tx,
  key: string,
  {
    holder,
    now,
    token,
    seconds,
  }: { readonly holder: string; readonly now: Temporal.Instant; readonly token: string; readonly seconds: number },
): Promise<void> {
  const renewAt = now.add({ milliseconds: Math.floor((seconds - Math.min(60, seconds / 10)) * 1000) })
  await tx.query(
    `update call_tokens set sealed = $4, renew_at = $5, holder = null, held_until = null
      where tenant = $1 and credential = $2 and holder = $3`,
    [tx.tenant, key, holder, tx.key.seal(tokenCell(tx, key), token), renewAt],
  )
}

async function release(tx: Tx, key: string, holder: string): Promise<void> {
  await tx.query(
    'update call_tokens set holder = null, held_until = null where tenant = $1 and credential = $2 and holder = $3',
    [tx.tenant, key, holder],
  )
}

/** What seals to the same bytes is the same token; another one that came since then stays. */
async function drop(tx: Tx, key: string, token: string | undefined): Promise<void> {
  await tx.query(
    `update call_tokens set sealed = null, renew_at = null
      where tenant = $1 and credential = $2 and ($3::bytea is null or sealed = $3)`,
    [tx.tenant, key, token === undefined ? null : tx.key.seal(tokenCell(tx, key), token)],
  )
}
