import type { CarrierChanges, ChangeCalls } from './change.ts'
import type { CodeMeaning, Milestone, Status } from './milestone.ts'
import type { Place } from './place.ts'
import type { Headers } from './ports.ts'
import type { Failure, Result } from './result.ts'
import type { ReadScan } from './scan.ts'

/** Something in an answer that does not add up, told instead of hidden. */
export type Warning = { readonly code: string; readonly message: string }

/** Another carrier that has the parcel before or after this one, and its number there. */
export type Leg = {
  /** Our id of it; null for one we do not know by name. */
  readonly carrier: string | null
  /** As sent. */
  readonly name: string | null
  readonly number: string | null
}

/** What a carrier has to show for a delivery, beside the scan that tells of it. */
export type ProofOfDelivery = {
  readonly signedBy: string | null
  /** Pages of the carrier's; they may ask for a sign-in. */
  readonly photoUrl: string | null
  readonly documentUrl: string | null
}

/** Where a parcel waits to be collected. */
export type PickupPoint = {
  readonly name: string | null
  readonly street: string | null
  readonly place: Place | null
  /** The last day it waits. */
  readonly until: Temporal.PlainDate | null
}

/** What one carrier's answer says of one parcel. */
export type ReadParcel = {
  readonly number: string
  /** Whose parcel it is where an aggregator answers for others: our id, or the name as sent; null for the carrier's own. */
  readonly carrier: string | null
  readonly scans: readonly ReadScan[]
  /** The carrier's own summary, compared with the scans; null where it sends none. */
  readonly summary: { readonly milestone: Milestone; readonly status: Status } | null
  readonly estimatedDelivery: {
    readonly from: Temporal.PlainDate
    readonly to: Temporal.PlainDate
    readonly window: { readonly from: string; readonly to: string } | null
  } | null
  readonly service: string | null
  readonly weightGrams: number | null
  readonly legs: readonly Leg[]
  readonly proof: ProofOfDelivery | null
  readonly pickup: PickupPoint | null
  readonly warnings: readonly Warning[]
  /** The part of the answer that is about this parcel and nobody else's; kept encrypted for its person. */
  readonly slice: unknown
}

/** Everything one answer says: what was read, and what the carrier refused or did not know. */
export type ReadAnswer = { readonly parcels: readonly ReadParcel[]; readonly failures: readonly Failure[] }

export type Carrier = {
  readonly id: string
  readonly name: string
  /** It carries nothing itself, and answers for many who do. */
  readonly aggregates: boolean
  /** IANA zone in which times without a zone are ordered; the order it gives is marked as assumed. */
  readonly defaultZone: string
  /** `place` where the carrier's times without a zone are known to be the wall clock at the scan's place: it tells the zone then. */
  readonly clock?: 'place'
  /** A page where a shopper can follow the number at the carrier. */
  readonly trackingUrl: (number: string) => string
  /** Every code the connector knows: as its scans have it, or behind what else decides (`X/A6` where scans have `A6`). */
  readonly codes: Readonly<Record<string, CodeMeaning>>
  /** Bytes as the carrier sent them, and the numbers it was asked for: some answers do not repeat them. Never throws. */
  readonly read: (answer: string, asked?: readonly string[]) => Result<ReadAnswer>
  /** A kept slice read again, e.g. after the code table got better; never throws. */
  readonly reread: (slice: unknown) => Result<ReadParcel>
  /** How it is asked; null where it can only be read, such as a file it exports. */
  readonly calls: CarrierCalls | null
  /** How it tells by itself; null where it has to be asked. */
  readonly push: CarrierPush | null
  /** How a delivery is changed on its way. */
  readonly changes: CarrierChanges
  /** Null where no kind of change has a call. */
  readonly changeCalls: ChangeCalls | null
}

/** One thing the operator enters to use a carrier. */
export type Setting = {
  /** camelCase, as calls and auth name it. */
  readonly id: string
  /** As the carrier's own pages call it. */
  readonly label: string
  /** Kept encrypted, never shown again. */
  readonly secret: boolean
  readonly optional?: boolean
  /** What an entered one must match, and the words for one that does not. */
  readonly pattern?: { readonly test: RegExp; readonly hint: string }
}

/** What the operator entered, by setting. */
export type Settings = Readonly<Record<string, string>>

/** A call as the carrier's manual has it; address, identity, time limits and retries are the kit's. */
export type CarrierRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under the carrier's base address, `/` first; or a whole https address where another host answers. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** As sent; `content-type` is among the headers. */
  readonly body?: string
}

/** How a carrier knows whose call it is. Names in it are ids of settings. */
export type CarrierAuth =
  /** Nothing beside what the request itself holds (credentials in the body or the SOAP header). */
  | { readonly kind: 'request' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** Header name -> setting. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** OAuth 2.0 (RFC 6749 4.4, or 6 with a stored refresh token); the token is shared by all processes until shortly before it lapses. */
  | {
      readonly kind: 'oauth2'
      readonly path: string
      readonly clientId: string
      readonly clientSecret: string
      /** Where the client's id and secret go. */
      readonly client: 'basic' | 'form' | 'json'
      /** Further fields of the form as they are: grant_type, scope. */
      readonly form: Readonly<Record<string, string>>
      /** The setting with the refresh token, where the grant is one. */
      readonly refreshToken?: string
      /** `authorization: Bearer …` if not said; else the bare token under this name. */
      readonly header?: string
    }
  /** A login whose token then goes into each request by the connector itself (`token` of `track`). */
  | {
      readonly kind: 'login'
      readonly request: (settings: Settings) => CarrierRequest
      readonly read: (answer: string) => Result<{ readonly token: string; readonly seconds: number }>
    }

/** What a carrier allows one credential. */
export type CarrierLimits = {
  /** Most numbers in one call. */
  readonly batch: number
  readonly perSecond?: number
  readonly perHour?: number
  readonly perDay?: number
  /** Calls at once; 4 if not said. */
  readonly concurrent?: number
}

export type CarrierCalls = {
  readonly settings: readonly Setting[]
  /** https, without a path. */
  readonly baseUrl: string
  /** Where test credentials are valid. */
  readonly testUrl?: string
  readonly auth: CarrierAuth
  readonly limits: CarrierLimits
  /** Asks for at most `limits.batch` numbers. `token`: of a login; empty otherwise. */
  readonly track: (
    numbers: readonly string[],
    who: { readonly settings: Settings; readonly token: string },
  ) => CarrierRequest
}

export type CarrierPush = {
  /** What the operator does with address and secret at the carrier; lines for a terminal. */
  readonly setUp: readonly string[]
  /** Whether the carrier sent exactly these bytes, by this secret; takes as long for a wrong proof. Never throws. */
  readonly verify: (body: Uint8Array, headers: Headers, secret: string, now: Temporal.Instant) => boolean
  /** The event's own id, for telling a second delivery of it; null where it has none (its bytes then tell). */
  readonly eventId: (body: string, headers: Headers) => string | null
  /** What is to be read, where the body wraps the answer; the body itself if not said. */
  readonly unwrap?: (body: string) => string
  /** The reply to a message that only asks whether anybody is there; null for any other. */
  readonly handshake?: (body: string, headers: Headers) => { readonly body: string } | null
  /** The call that confirms a subscription, where a message asks for one; null for any other message. */
  readonly confirm?: (
    body: string,
    who: { readonly settings: Settings; readonly token: string },
  ) => CarrierRequest | null
  readonly subscribe?: CarrierSubscription
}

/** How a carrier is asked to push. */
export type CarrierSubscription = {
  /** Numbers in one request; null where one subscription covers the whole account. */
  readonly batch: number | null
  /** Days until it lapses; null where it does not. */
  readonly days: number | null
  readonly request: (
    numbers: readonly string[],
    to: {
      readonly settings: Settings
      readonly token: string
      readonly callback: string
      readonly secret: string
      readonly now: Temporal.Instant
    },
  ) => CarrierRequest
  /** Numbers it did not take are among the failures. */
  readonly read: (answer: string) => Result<{ readonly id: string | null; readonly failures: readonly Failure[] }>
}
