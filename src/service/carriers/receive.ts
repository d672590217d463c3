import { createHash, randomBytes } from 'node:crypto'
import type { Carrier, CarrierPush, Headers, ReadAnswer } from '../../model/index.ts'
import {
  type PushSecrets,
  StoreError,
  type Tx,
  type UnreadPush,
  accountDigest,
  dropUnreadPush,
  findPushAccount,
  keepUnreadPush,
  lockHistory,
  refusesData,
  secretsBefore,
  takePushEvent,
  toConfirm,
  unreadPushes,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { type Ingesting, ingestRead } from '../tracking/ingest.ts'

export type ReceivedPush =
  /** It only asked whether anybody is there. */
  | { readonly kind: 'handshake'; readonly body: string }
  /** `scans`: those that were not known. */
  | { readonly kind: 'stored'; readonly parcels: number; readonly scans: number }
  | { readonly kind: 'known' }
  /** Not understood, or not in full; kept as it came until a reader can. */
  | { readonly kind: 'kept' }

/**
 * What a carrier pushed to one of our accounts there: believed only with its proof over the raw bytes, answered only once it
 * is stored, once however often it comes. Whatever is proven is kept, so that no carrier gives up on us for what we can't read.
 */
export async function receivePush(
  app: Omit<Context, 'actor'>,
  { account, body, headers }: { account: string; body: Uint8Array; headers: Headers },
): Promise<ReceivedPush> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(account)) throw notProven()
  const tenant = await app.store.tenantOf('carrier_account', accountDigest(account))
  // An address that is nobody's costs what one of ours costs.
  const found = await app.store.as(tenant ?? app.tenant, (tx) => findPushAccount(tx, account))
  const now = app.clock.now()
  const carrier = found && app.carriers.get(found.carrier)
  const push = carrier?.push ?? somebodysPush(app)
  const proven = push && isProven(push, { body, headers, now, secrets: found?.secrets })
  if (!tenant || !carrier?.push) throw notProven()

  const text = Buffer.from(body).toString('utf8')
  const handshake = orElse(() => carrier.push?.handshake?.(text, headers), undefined)
  if (handshake && !proven) return { kind: 'handshake', body: handshake.body }
  if (!proven) throw notProven()
  const contentType = headers['content-type'] ?? ''
  const eventId = orElse(() => carrier.push?.eventId(text, headers), undefined)
  const digest = { bytes: createHash('sha256').update(body).digest('hex'), eventId: eventId ?? null }
  const pushed = { account, carrier, body, contentType, now, digest }
  const ctx = { ...app, tenant }
  // Only whether there is such a call: who makes it knows the settings it needs.
  const asks = orElse(() => carrier.push?.confirm?.(text, { settings: {}, token: '' }), undefined)
  if (asks) await app.store.as(tenant, (tx) => store(tx, ctx, pushed, { ...unreadable, problem: toConfirm }))
  if (handshake) return { kind: 'handshake', body: handshake.body }
  return asks ? { kind: 'handshake', body: '' } : take(ctx, pushed)
}

type Proof = {
  readonly body: Uint8Array
  readonly headers: Headers
  readonly now: Temporal.Instant
  readonly secrets: PushSecrets | undefined
}

/** By the secret of now, or one before it for as long as that is good; as many are tried whatever the first ones say. */
function isProven({ verify }: CarrierPush, { body, headers, now, secrets }: Proof): boolean {
  const good = (secrets?.before ?? []).filter(({ until }) => Temporal.Instant.compare(now, until) < 0)
  const tried = [secrets?.secret, ...Array.from({ length: secretsBefore }, (_, n) => good[n]?.secret)]
  return tried.filter((secret) => verify(body, headers, secret ?? noSecret, now)).length > 0
}

/** Nothing is proven with it. */
const noSecret = randomBytes(24).toString('base64url')

const somebodysPush = ({ carriers }: Pick<Context, 'carriers'>): CarrierPush | null =>
  [...carriers.values()].find(({ push }) => push)?.push ?? null

type Pushed = {
  readonly account: string
  readonly carrier: Carrier
  readonly body: Uint8Array
  readonly contentType: string
  readonly now: Temporal.Instant
  readonly digest: { readonly bytes: string; readonly eventId: string | null }
}

/** Event, scans and what could not be read stand in one transaction, or none of them. */
async function take(ctx: Ingesting, pushed: Pushed): Promise<ReceivedPush> {
  const { account, carrier } = pushed
  const read = readPush(pushed)
  if (read.problem !== null)
    ctx.log.warn({ account, carrier: carrier.id, reason: read.problem, bytes: pushed.body.length }, 'push.unread')
  try {
    return await ctx.store.as(ctx.tenant, (tx) => store(tx, ctx, pushed, read))
  } catch (error) {
    if (error instanceof StoreError && error.code === 'PERSON_ERASED') return takeApart(ctx, pushed, read)
    if (!isOurs(error)) throw error
    const reason = error instanceof Error ? error.name : 'error'
    ctx.log.error({ account, carrier: carrier.id, reason, bytes: pushed.body.length }, 'push.not_stored')
    return ctx.store.as(ctx.tenant, (tx) => store(tx, ctx, pushed, { ...unreadable, problem: 'NOT_STORED' }))
  }
}

/** Trying again would not help: a mistake of ours, or what PostgreSQL does not take. Anything else may pass, and is pushed again. */
const isOurs = (error: unknown) =>
  refusesData(error) ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof SyntaxError ||
  error instanceof ServiceError

type Read = ReadAnswer & {
  /** A code where not all of it was understood; null where it was. */
  readonly problem: string | null
}

const unreadable: Omit<Read, 'problem'> = { parcels: [], failures: [] }

function readPush({ carrier, body }: Pick<Pushed, 'carrier' | 'body'>): Read {
  const text = Buffer.from(body).toString('utf8')
  const answer = carrier.read(orElse(() => carrier.push?.unwrap?.(text), undefined) ?? text)
  if (!answer.ok) return { ...unreadable, problem: answer.failure.code }
  const { parcels, failures } = answer.value
  const lost = failures.find(({ kind }) => kind === 'malformed')
  return { parcels, failures, problem: lost?.code ?? (parcels.length === 0 ? 'NO_PARCEL' : null) }
}

async function store(tx: Tx, ctx: Ingesting, pushed: Pushed, read: Read): Promise<ReceivedPush> {
  const { account, body, contentType, now, digest } = pushed
  const named = digest.eventId === null ? `bytes ${digest.bytes}` : `id ${digest.eventId}`
  if (!(await takePushEvent(tx, { account, digest: tx.key.index('request', `push ${named}`), now })))
    return { kind: 'known' }
  const stored = read.parcels.length > 0 ? await ingestParcels(tx, ctx, pushed, read) : { parcels: 0, scans: 0 }
  if (read.problem === null) return { kind: 'stored', ...stored }
  await keepUnreadPush(tx, { account, body, contentType, reason: read.problem, receivedAt: now })
  return { kind: 'kept' }
}

async function ingestParcels(tx: Tx, ctx: Ingesting, pushed: Omit<Pushed, 'digest' | 'account'>, read: ReadAnswer) {
  const { carrier, contentType, body, now } = pushed
  await lockHistory(tx, 'shared')
  const { parcels } = await ingestRead(tx, ctx, {
    carrier,
    parcels: read.parcels,
    failures: read.failures,
    source: 'push',
    contentType,
    bytes: body.length,
    received: now,
  })
  return { parcels: parcels.length, scans: parcels.reduce((sum, { stored }) => sum + stored, 0) }
}

/** One of its parcels is somebody's who was erased: nothing of that one is stored or kept, the others are as ever. */
async function takeApart(ctx: Ingesting, pushed: Pushed, read: Read): Promise<ReceivedPush> {
  const sum = { parcels: 0, scans: 0 }
  for (const parcel of read.parcels) {
    try {
      const alone = { parcels: [parcel], failures: [] }
      const { parcels, scans } = await ctx.store.as(ctx.tenant, (tx) => ingestParcels(tx, ctx, pushed, alone))
      sum.parcels += parcels
      sum.scans += scans
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'PERSON_ERASED') throw error
    }
  }
  await ctx.store.as(ctx.tenant, (tx) => store(tx, ctx, pushed, { ...unreadable, problem: null }))
  return { kind: 'stored', ...sum }
}

/** Pushes that were kept unread, tried with the readers of now. */
export async function readPushesAgain(ctx: Context): Promise<{ readonly read: number; readonly left: number }> {
  requireScope(ctx, 'parcels:write')
  const total = { read: 0, left: 0 }
  let after: string | null = null
  do {
    const some: (UnreadPush & { id: string; carrier: string })[] = await unreadAfter(ctx, after)
    for (const { id, carrier: name, body, contentType, receivedAt: now } of some) {
      const carrier = ctx.carriers.get(name)
      if (carrier && (await isReadNow(ctx, id, { carrier, body, contentType, now }))) total.read++
      else total.left++
    }
    after = some.at(-1)?.id ?? null
  } while (after !== null)
  return total
}

const unreadAfter = ({ store, tenant }: Context, after: string | null) =>
  store.as(tenant, (tx) => unreadPushes(tx, { after, limit: 50 }))

async function isReadNow(ctx: Context, id: string, pushed: Omit<Pushed, 'digest' | 'account'>): Promise<boolean> {
  const read = readPush(pushed)
  if (read.problem !== null) return false
  try {
    return await ctx.store.as(ctx.tenant, async (tx) => {
      if (await dropUnreadPush(tx, id)) await ingestParcels(tx, ctx, pushed, read)
      return true
    })
  } catch (error) {
    if (error instanceof StoreError && error.code === 'PERSON_ERASED') {
      await ctx.store.as(ctx.tenant, (tx) => dropUnreadPush(tx, id))
      return true
    }
    if (isOurs(error)) return false
    throw error
  }
}

/** What a connector says of one push must not lose it. */
function orElse<Value, Otherwise>(say: () => Value, otherwise: Otherwise): Value | Otherwise {
  try {
    return say()
  } catch {
    return otherwise
  }
}

/** One answer for an address that is nobody's and a proof that is wrong. */
const notProven = () =>
  new ServiceError(
    'UNAUTHENTICATED',
    'this does not come with the proof of an account of ours; the carrier takes both address and secret from: whereabouts connect push',
  )
