import {
  failed,
  type Leg,
  milestoneOf,
  ok,
  type PickupPoint,
  type Place,
  place,
  type ProofOfDelivery,
  type ReadParcel,
  type ReadScan,
  type Result,
  type Warning,
} from '../../model/index.ts'
import { scansState } from './answer-to-json.ts'
import { countryCode } from './country.ts'
import { backwards, type Codes, type Meaning, meaningIn } from './meaning.ts'
import type { When } from './when.ts'

/** What one part of an answer says of one parcel, in the carrier's words; `undefined` for what it does not say. */
export type Said = {
  readonly number: string | undefined
  readonly events: readonly SaidEvent[]
  /** Codes of the carrier's own summary, most exact first: looked up in `summaries` where there is such a table, else in `codes`. */
  readonly summary?: readonly (string | undefined)[] | Meaning | undefined
  readonly estimate?: SaidEstimate | undefined
  readonly service?: string | undefined
  readonly weightGrams?: number | null | undefined
  readonly carrier?: string | undefined
  readonly legs?: readonly Partial<Leg>[] | undefined
  readonly proof?: { readonly [Field in keyof ProofOfDelivery]?: string | null | undefined } | undefined
  readonly pickup?: Partial<PickupPoint> | undefined
  readonly warnings?: readonly Warning[] | undefined
}

export type SaidEvent = {
  /** The one that is kept and shown to whoever maps it. */
  readonly code: string | undefined
  /** Further keys of the code table, tried first (`exact`) or where the code is not in it (`coarse`). */
  readonly exact?: readonly (string | undefined)[]
  readonly coarse?: readonly (string | undefined)[]
  /** Where the tables alone do not decide, e.g. by words; `undefined` leaves it to them. */
  readonly meaning?: Meaning | undefined
  /** What of it is in no table, though the rest gave `meaning`; it is told to whoever maps codes. */
  readonly unmapped?: string | undefined
  /** It is on its way back to the sender: movements and deliveries are read so. */
  readonly back?: boolean
  readonly text: string | undefined
  /** BCP 47, where the answer or the question says it. */
  readonly language?: string | undefined
  /** The reading of the time, and what was sent, for the warning where it can't be read. */
  readonly when: When | undefined
  readonly sent: string | undefined
  readonly place?: SaidPlace | undefined
  readonly sequence?: number | undefined
  readonly signedBy?: string | undefined
}

export type SaidPlace = {
  readonly city?: string | undefined
  readonly region?: string | undefined
  readonly postal?: string | undefined
  /** A code of two or three letters, or an English name. */
  readonly country?: string | undefined
}

export type SaidEstimate = {
  readonly from: When | Temporal.PlainDate | undefined
  readonly to?: When | Temporal.PlainDate | undefined
  /** Whether the times of both are a window of one day, or only their days count. */
  readonly window?: boolean
}

type Tables = {
  readonly id: string
  readonly defaultZone: string
  readonly codes: Codes
  readonly summaries?: Codes | undefined
}

/** Plain facts as a parcel of the model: codes looked up, what can't be read left out with a warning. */
export function parcelOf(said: Said, tables: Tables): Result<Omit<ReadParcel, 'slice'>> {
  const number = said.number?.trim()
  if (!number) return failed({ kind: 'malformed', code: 'NO_NUMBER', message: 'a parcel without a tracking number' })
  const warnings: Warning[] = [...(said.warnings ?? [])]
  const proof = proofOf(said.proof)
  const scans = signed(
    said.events.flatMap((event) => readScan(event, tables.codes, warnings) ?? []),
    proof?.signedBy ?? null,
  )
  const status = summaryOf(said.summary, tables)?.status
  const summary = status ? { milestone: milestoneOf(status), status } : null
  const state = scansState({ number, scans }, tables)
  if (summary && state.decidedBy !== null && summary.milestone !== state.milestone) {
    warnings.push({
      code: 'summary_contradicts_events',
      message: `the summary says ${summary.milestone}, the events say ${state.milestone}; the events were taken`,
    })
  }
  return ok({
    number,
    carrier: said.carrier?.trim() || null,
    scans,
    summary,
    estimatedDelivery: estimateOf(said.estimate),
    service: said.service?.trim() || null,
    weightGrams: said.weightGrams ?? null,
    legs: (said.legs ?? []).flatMap(({ carrier = null, name = null, number: its = null }) =>
      name || its ? { carrier, name, number: its } : [],
    ),
    proof,
    pickup: pickupOf(said.pickup),
    warnings,
  })
}

const summaryOf = (summary: Said['summary'], { codes, summaries = codes }: Tables) =>
  summary && 'status' in summary ? summary : meaningIn(summaries, ...(summary ?? []))

function readScan(event: SaidEvent, codes: Codes, warnings: Warning[]): ReadScan | undefined {
  const { code, text, when, sequence, signedBy } = event
  const named = code?.trim() || 'without a code'
  if (!when) {
    warn(warnings, 'unreadable_date', `event ${named} left out: ${quoted(event.sent)} is not a day a parcel can have`)
    return undefined
  }
  if (when.precision === 'day' && /\d:\d|T\d{4}|\s\d{5,6}$/.test(event.sent ?? '')) {
    warn(
      warnings,
      'unreadable_time',
      `event ${named}: the time of ${quoted(event.sent)} can't be read; only its day was taken`,
    )
  }
  const exact = event.unmapped ? undefined : (event.meaning ?? meaningIn(codes, ...(event.exact ?? []), code))
  const meaning = exact ?? event.meaning ?? meaningIn(codes, ...(event.coarse ?? []))
  if (!exact) {
    const taken = meaning?.status ? `read as ${meaning.status} from the rest of it` : 'it changes no milestone'
    warn(warnings, 'unmapped_code', `code ${quoted(event.unmapped ?? code)} is in no table; ${taken}`)
  }
  const { status = null, reason = null, action = null } = (event.back ? backwards(meaning) : meaning) ?? {}
  return {
    code: code?.trim() || null,
    // As sent, blanks included: that is what others compare with.
    text: text?.trim() ? text : null,
    language: event.language ?? null,
    ...when,
    place: placeOf(event.place),
    milestone: status && milestoneOf(status),
    status,
    reason,
    action,
    sequence: sequence ?? null,
    signedBy: signedBy?.trim() || null,
  }
}

/** A name that came beside the events belongs to the newest delivery. */
function signed(scans: readonly ReadScan[], name: string | null): readonly ReadScan[] {
  const deliveries = scans.filter(({ milestone }) => milestone === 'delivered')
  const [first] = deliveries
  if (!name || !first || deliveries.some(({ signedBy }) => signedBy !== null)) return scans
  const newest = deliveries.reduce(
    (last, one) => (Temporal.PlainDateTime.compare(one.localTime, last.localTime) > 0 ? one : last),
    first,
  )
  return scans.map((scan) => (scan === newest ? { ...scan, signedBy: name } : scan))
}

function placeOf(said: SaidPlace | undefined): Place | null {
  if (!said) return null
  const { city = null, region = null, postal = null, country } = said
  return place({ city, region, postal, country: countryCode(country) })
}

function estimateOf(said: SaidEstimate | undefined): ReadParcel['estimatedDelivery'] {
  const from = said?.from ?? said?.to
  const to = said?.to ?? said?.from
  if (!said || !from || !to) return null
  const days = [dayOf(from), dayOf(to)] as const
  if (Temporal.PlainDate.compare(...days) > 0) return { from: days[1], to: days[1], window: null }
  const times = [timeOf(from), timeOf(to)] as const
  const window =
    said.window && times[0] && times[1] && times[0] < times[1] && days[0].equals(days[1])
      ? { from: times[0], to: times[1] }
      : null
  return { from: days[0], to: days[1], window }
}

const dayOf = (one: When | Temporal.PlainDate) =>
  one instanceof Temporal.PlainDate ? one : one.localTime.toPlainDate()
const timeOf = (one: When | Temporal.PlainDate) =>
  one instanceof Temporal.PlainDate || one.precision === 'day'
    ? null
    : one.localTime.toPlainTime().toString({ smallestUnit: 'minute' })

function proofOf(said: Said['proof']): ProofOfDelivery | null {
  const signedBy = said?.signedBy?.trim() || null
  const photoUrl = pageOf(said?.photoUrl)
  const documentUrl = pageOf(said?.documentUrl)
  return signedBy || photoUrl || documentUrl ? { signedBy, photoUrl, documentUrl } : null
}

/** Addresses from outside end up as links: anything but https is left out. */
function pageOf(url: string | null | undefined): string | null {
  const page = URL.parse(url?.trim() ?? '')
  return page?.protocol === 'https:' ? page.href : null
}

function pickupOf(said: Said['pickup']): PickupPoint | null {
  if (!said) return null
  const name = said.name?.trim() || null
  const street = said.street?.trim() || null
  const where = said.place ?? null
  const until = said.until ?? null
  return name || street || where || until ? { name, street, place: where, until } : null
}

/** More warnings of one answer help nobody. */
const maxWarnings = 50

/** The same warning once, however many events it is about. */
function warn(warnings: Warning[], code: string, message: string): void {
  if (warnings.length < maxWarnings && !warnings.some((one) => one.code === code && one.message === message))
    warnings.push({ code, message })
}

const quoted = (value: string | undefined) => JSON.stringify((value ?? '').slice(0, 40))
