import { type Quota, type ScanHabits, learn } from '../../insight/index.ts'
import {
  type Asked,
  type Carrier,
  type CarrierAccount,
  type CarrierCaller,
  type Failure,
  type FailureKind,
  type ParcelId,
  type ReadParcel,
  placeInTime,
} from '../../model/index.ts'
import {
  type FinishedLook,
  type Lookable,
  type Tx,
  claimLooks,
  destinationsOf,
  finishLooks,
  listCarrierAccounts,
  lockHistory,
  lookablesById,
  openCarrierAccounts,
  openParcel,
  personKeys,
  pushedParcels,
} from '../../store/index.ts'
import { type Ingesting, ingestRead } from '../tracking/ingest.ts'
import type { HabitsInUse } from './habits.ts'
import { accountsFault, noteHealth } from './health.ts'
import { estimateOf, offsetMs, openedAt, planNext } from './plan.ts'

/** What asking carriers needs: only the process with the job queue has it. */
export type Polling = Ingesting & {
  readonly caller: CarrierCaller
  readonly habits: HabitsInUse
  /** What is left of an account's calls; null where nothing limits them. */
  readonly quotaOf: (account: CarrierAccount, now: Temporal.Instant) => Promise<Quota | null>
}

/** A process that dies while it asks keeps its looks from the others for no longer than this. */
const lease = Temporal.Duration.from({ minutes: 3 })
const atOnce = 200

export type Polled = { readonly looks: number; readonly calls: number; readonly news: number }

export type Poller = {
  /** Begins with every account that has something due and is not being asked already; does not wait for their answers. */
  readonly tick: () => Promise<void>
  /** Waits for what is under way; what it came to since the last time. */
  readonly rest: () => Promise<Polled>
}

/** Asks carriers for what is due. A slow one holds up nobody but itself. */
export function openPoller(polling: Polling): Poller {
  const { store, clock, tenant, log } = polling
  const running = new Map<string, Promise<void>>()
  let total: Polled = { looks: 0, calls: 0, news: 0 }
  const ask = async (account: CarrierAccount) => {
    try {
      const { looks, calls, news } = await pollAccount(polling, account)
      total = { looks: total.looks + looks, calls: total.calls + calls, news: total.news + news }
    } catch (error) {
      // The lease frees the parcels again.
      const reason = error instanceof Error ? error.message : String(error)
      log.error({ account: account.id, carrier: account.carrier, reason }, 'carrier.poll_failed')
    } finally {
      running.delete(account.id)
    }
  }
  return {
    tick: async () => {
      const now = clock.now()
      const accounts = await store.as(tenant, async (tx) => {
        const resting = (await listCarrierAccounts(tx)).filter(
          ({ pausedUntil }) => pausedUntil && Temporal.Instant.compare(pausedUntil, now) > 0,
        )
        return (await openCarrierAccounts(tx)).filter(({ id }) => !resting.some((row) => row.id === id))
      })
      for (const account of accounts) if (!running.has(account.id)) running.set(account.id, ask(account))
    },
    rest: async () => {
      while (running.size > 0) await Promise.all(running.values())
      const sum = total
      total = { looks: 0, calls: 0, news: 0 }
      return sum
    },
  }
}

async function pollAccount(polling: Polling, account: CarrierAccount): Promise<Polled> {
  const { store, clock, log, caller, tenant, carriers } = polling
  const carrier = carriers.get(account.carrier)
  if (!carrier) return { looks: 0, calls: 0, news: 0 }
  const from = clock.now()
  const claimed = await store.as(tenant, async (tx) => {
    const leasedUntil = from.add(lease)
    return opened(tx, await claimLooks(tx, { accounts: [account.id], now: from, leasedUntil, limit: atOnce }))
  })
  if (claimed.length === 0) return { looks: 0, calls: 0, news: 0 }
  const numbers = claimed.map(({ number }) => number)
  const asked = await caller.track(account, numbers)
  const poll = { account, carrier, claimed, asked }
  const { answered, news } = await storeAnswers(polling, poll)
  await planAll(polling, poll, answered)
  await noteAsked(polling, poll)
  const { calls } = asked
  log.info({ carrier: carrier.id, looks: claimed.length, calls, answered: answered.size, news }, 'carrier.polled')
  return { looks: claimed.length, calls, news }
}

type Claimed = Lookable & { readonly number: string; readonly destination: string | null }
type Poll = {
  readonly account: CarrierAccount
  readonly carrier: Carrier
  readonly claimed: readonly Claimed[]
  readonly asked: Asked
}

async function opened(tx: Tx, looks: readonly Lookable[]): Promise<Claimed[]> {
  const people = await personKeys(
    tx,
    looks.flatMap(({ person }) => person ?? []),
  )
  const ids = looks.map(({ parcel }) => parcel)
  const destinations = await destinationsOf(tx, ids, (person) => people.get(person))
  return looks.flatMap((look) => {
    const key = look.person === null ? tx.key : people.get(look.person)
    // Nothing is asked any more about a person who was erased.
    if (!key) return []
    const { number } = openParcel(tx, key, { id: look.parcel, sealed: look.sealed })
    return [{ ...look, number, destination: destinations.get(look.parcel) ?? null }]
  })
}

type Answered = ReadonlyMap<ParcelId, { readonly parcel: ReadParcel; readonly digest: Buffer }>

/** Stores what the answers say that was not said before. */
async function storeAnswers(
  polling: Polling,
  { carrier, claimed, asked }: Poll,
): Promise<{ answered: Answered; news: number }> {
  const byNumber = Map.groupBy(claimed, ({ number }) => numberKey(number))
  const answered = new Map<ParcelId, { parcel: ReadParcel; digest: Buffer }>()
  let news = 0
  for (const { answer, body, contentType } of asked.answers) {
    news += await polling.store.as(polling.tenant, async (tx) => {
      const fresh: ReadParcel[] = []
      for (const parcel of answer.parcels) {
        const digest = tx.key.index('request', `answer ${JSON.stringify(parcel.slice)}`)
        const looks = byNumber.get(numberKey(parcel.number)) ?? []
        for (const { parcel: id } of looks) answered.set(id, { parcel, digest })
        // The same answer again is an answer all the same, but says nothing that is not stored.
        if (!looks.some(({ answerDigest }) => answerDigest?.equals(digest))) fresh.push(parcel)
      }
      if (fresh.length === 0) return 0
      await lockHistory(tx, 'shared')
      const { parcels } = await ingestRead(tx, polling, {
        carrier,
        parcels: fresh,
        failures: answer.failures,
        source: 'poll',
        contentType,
        bytes: Buffer.byteLength(body),
        received: polling.clock.now(),
      })
      return parcels.filter(({ stored }) => stored > 0).length
    })
  }
  return { answered, news }
}

/** Learns from every look what it showed, and plans the next. */
async function planAll(
  polling: Polling,
  { account, carrier, claimed, asked }: Poll,
  answered: Answered,
): Promise<void> {
  const { store, tenant, clock } = polling
  const now = clock.now()
  const habits = await polling.habits.of(tenant, account.carrier)
  const quota = await polling.quotaOf(account, now)
  const ids = claimed.map(({ parcel }) => parcel)
  await store.as(tenant, async (tx) => {
    const rows = new Map((await lookablesById(tx, ids)).map((row) => [row.parcel, row]))
    const pushed = await pushedParcels(tx, ids, now)
    const finished = claimed.map((look): FinishedLook => {
      const deferred = asked.deferred.find(({ numbers }) => numbers.includes(look.number))
      const put = {
        parcel: look.parcel,
        lookedAt: now,
        answeredAt: null,
        answerDigest: null,
        worth: 1,
        usual: false,
      }
      if (deferred) {
        const reason = `waits (${deferred.why})`
        return { ...put, lookedAt: null, dueAt: deferred.until, reason, failures: look.failures }
      }
      const said = answered.get(look.parcel)
      const failure = failureFor(asked, look.number)
      if (!said && failure?.kind !== 'not_found') {
        const failures = look.failures + 1
        const dueAt = now.add({ minutes: waitMinutes(failures, failure?.kind) })
        return { ...put, dueAt, reason: `asked in vain (${failure?.code ?? 'no answer'})`, failures }
      }
      const lane = `${originOf(said?.parcel) ?? ''}>${look.destination ?? ''}`
      noteLook(habits, look, { lane, carrier, parcel: said?.parcel, now })
      const row = { ...(rows.get(look.parcel) ?? look), lookedAt: now }
      const next = planNext(habits, row, { carrier, now, lane, quota, pushed: pushed.has(look.parcel) })
      return {
        ...put,
        dueAt: next && Temporal.Instant.fromEpochMilliseconds(Math.ceil(next.at)),
        reason: next?.reason ?? 'nothing more is expected',
        worth: next?.worth ?? 0,
        usual: next?.usual ?? false,
        // That a carrier does not know a number is no word about what it said of it before.
        answeredAt: said ? now : null,
        answerDigest: said?.digest ?? null,
        failures: 0,
      }
    })
    await finishLooks(tx, finished)
  })
}

type Shown = {
  readonly lane: string
  readonly carrier: Carrier
  readonly parcel: ReadParcel | undefined
  readonly now: Temporal.Instant
}

function noteLook(habits: ScanHabits, look: Claimed, { lane, carrier, parcel, now }: Shown): void {
  const scannedAt = look.scannedAt?.epochMilliseconds ?? null
  learn(habits, {
    lane,
    openedAt: openedAt(look, now),
    offsetMs: offsetMs(carrier.defaultZone, now),
    estimate: estimateOf(look, carrier.defaultZone),
    before: {
      status: scannedAt === null ? null : look.status,
      scannedAt,
      lookedAt: look.lookedAt?.epochMilliseconds ?? null,
    },
    lookedAt: now.epochMilliseconds,
    scans: (parcel?.scans ?? []).flatMap((scan) => {
      const at = placeInTime(scan, carrier.defaultZone).instant.epochMilliseconds
      return scan.status && (scannedAt === null || at > scannedAt) ? [{ at, status: scan.status }] : []
    }),
    usual: look.usual,
  })
}

/** Where the journey began, as far as the answer names a country. */
const originOf = (parcel: ReadParcel | undefined): string | null =>
  parcel?.scans
    .toSorted((a, b) => Temporal.PlainDateTime.compare(a.localTime, b.localTime))
    .find(({ place }) => place?.country)?.place?.country ?? null

const numberKey = (number: string) => number.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase()

/** In a list of its own or among an answer's. */
function failureFor({ failures, answers }: Asked, number: string): Failure | undefined {
  const key = numberKey(number)
  const alone = failures.find(({ numbers }) => numbers.some((one) => numberKey(one) === key))?.failure
  return (
    alone ??
    answers
      .filter(({ numbers }) => numbers.some((one) => numberKey(one) === key))
      .flatMap(({ answer }) => answer.failures)
      .find((failure) => failure.number === undefined || numberKey(failure.number) === key)
  )
}

/** After the first failure soon again, then ever later; what the carrier refuses is not made right by asking more often. */
function waitMinutes(failures: number, kind: FailureKind | undefined): number {
  const first = kind === 'unreachable' || kind === 'rate_limited' || kind === undefined ? 5 : 60
  return Math.min(24 * 60, first * 2 ** Math.min(10, failures - 1))
}

/** Whether the account answered at all; nothing where only numbers were deferred. */
async function noteAsked(polling: Polling, { account, carrier, asked }: Poll): Promise<void> {
  const at = polling.clock.now()
  const failure = asked.failures.map((one) => one.failure).find(({ kind }) => accountsFault.has(kind))
  const about = { account: account.id, carrier: carrier.id }
  if (asked.answers.length > 0) await noteHealth(polling, { ...about, health: { kind: 'answered', at } })
  else if (failure) {
    const { kind, code } = failure
    await noteHealth(polling, { ...about, health: { kind: 'failed', at, failure: { kind, code }, pausedUntil: null } })
  }
}
