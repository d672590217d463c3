import type { CodeMeaning, Milestone, Status } from './milestone.ts'
import type { ReadOrder } from './order.ts'
import type { ReadScan } from './scan.ts'
import type { Failure, Result } from './result.ts'

/** Something in an answer that does not add up, told instead of hidden. */
export type Warning = { readonly code: string; readonly message: string }

/** What one carrier's answer says of one parcel. */
export type ReadParcel = {
  readonly number: string
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
  readonly warnings: readonly Warning[]
  /** The part of the answer that is about this parcel and nobody else's; kept encrypted for its person. */
  readonly slice: unknown
}

/** Everything one answer says: what was read, and what the carrier refused or did not know. */
export type ReadAnswer = { readonly parcels: readonly ReadParcel[]; readonly failures: readonly Failure[] }

export type Carrier = {
  readonly id: string
  readonly name: string
  /** IANA zone in which times without a zone are ordered; the order it gives is marked as assumed. */
  readonly defaultZone: string
  /** A page where a shopper can follow the number at the carrier. */
  readonly trackingUrl: (number: string) => string
  /** How sure the number's shape makes us that it is this carrier's: 1 with a right checksum, 0 when it can't be. */
  readonly recognises: (number: string) => number
  /** Every code the connector knows: as its scans have it, or behind what else decides (`X/A6` where scans have `A6`). */
  readonly codes: Readonly<Record<string, CodeMeaning>>
  /** Bytes as the carrier sent them; never throws. */
  readonly read: (answer: string) => Result<ReadAnswer>
  /** A kept slice read again, e.g. after the code table got better; never throws. */
  readonly reread: (slice: unknown) => Result<ReadParcel>
}

/** One carrier a number may belong to, and why. */
export type Recognised = {
  readonly carrier: string
  /** What else this carrier is called. */
  readonly aliases: readonly string[]
  readonly format: string
  /** Whether the format has a check digit; it is right then. */
  readonly checksum: boolean
  /** From 0 to 1; from 0.9 nothing else looks like it. */
  readonly score: number
  readonly reasons: readonly string[]
}

/** What else is known of a number. It makes candidates likelier and adds none. */
export type Around = {
  /** The carriers the shop ships with. */
  readonly carriers?: readonly string[]
  /** Where the parcel goes, ISO 3166-1 alpha-2. */
  readonly country?: string
  /** What was written beside the number. */
  readonly words?: string
}

/** Whose a tracking number may be, of carriers there are readers for and others. */
export type Recognition = {
  /** Best first; never throws. Without `around`, `score` says what the number alone tells. */
  readonly recognise: (number: string, around?: Around) => readonly Recognised[]
  readonly nameOf: (carrier: string) => string | null
}

export type RejectedRow = { readonly line: number; readonly reason: string }

/** What was understood of a file or an answer of a shop, before anything is stored. */
export type ReadOrders = {
  readonly orders: readonly { readonly order: ReadOrder; readonly slice: unknown }[]
  /** Orders that can't be read: with one of them nothing is stored. */
  readonly rejected: readonly RejectedRow[]
  /** What is known to be no order and is left out, such as a webhook's ping. */
  readonly skipped?: readonly RejectedRow[]
  /** Which of the file's fields were taken for what, for the preview. */
  readonly fields: Readonly<Record<string, string>>
}

/** What a shop's answers or files are written in. */
export type ShopFormat = 'json' | 'xml' | 'csv'

export type Shop = {
  readonly id: string
  readonly name: string
  readonly format: ShopFormat
  /** `map` names the column for each of our fields where the headers don't tell. Never throws. */
  readonly read: (
    file: string,
    options: { readonly map: Readonly<Record<string, string>>; readonly now: Temporal.Instant },
  ) => Result<ReadOrders>
  readonly reread: (slice: unknown) => Result<ReadOrder>
  /** How the shop pushes its events; null where it only answers or exports. */
  readonly webhook: ShopWebhook | null
}

/** Headers by their lower-case names. */
export type Headers = Readonly<Record<string, string | undefined>>

export type ShopWebhook = {
  /** What the operator does with address and secret in the shop system; lines for a terminal. */
  readonly setUp: readonly string[]
  /** Whether the shop signed exactly these bytes with this secret; takes as long for a wrong signature. Never throws. */
  readonly verify: (body: Uint8Array, headers: Headers, secret: string) => boolean
  /** What the shop sends unsigned to see whether anybody is there. */
  readonly isPing: (body: string) => boolean
  /** The shop's internal id of an order the event says is gone; null for any other event. */
  readonly goneOrder: (body: string, headers: Headers) => string | null
  /** What was kept of an order, as it is to be read once the order is gone. */
  readonly withdraw: (slice: unknown) => unknown
}

/** A message ready to go; its words and markup are made before. */
export type Outgoing = {
  /** The same on every try, so that whoever gets a message twice can tell. */
  readonly id: string
  /** Whose message it is to its reader: the shop's name. */
  readonly sender: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly at: Temporal.Instant
  /** Where one request says "no more of these"; null for what was asked for. */
  readonly unsubscribe: string | null
}

/** The other side has taken it and answers for it from here on; `code` is its own. */
export type Receipt = { readonly code: string }

export type Channel = {
  readonly id: string
  /** Why a message to this address is not tried at all; null where it is. */
  readonly refuses: (to: string) => 'address_invalid' | 'address_reserved' | null
  /** Given up after its time; `rejected` is final, after any other failure another try may do. Never throws. */
  readonly send: (message: Outgoing) => Promise<Result<Receipt>>
}

export type Clock = { readonly now: () => Temporal.Instant }

/** Live events between the process that learned something and the pages that show it. Payloads hold ids only. */
export type Bus = {
  readonly publish: (topic: string, event: LiveEvent) => Promise<void>
  readonly subscribe: (topic: string, listener: (event: LiveEvent) => void) => () => void
  readonly close: () => Promise<void>
}

export type LiveEvent = { readonly kind: string; readonly id: string; readonly sequence: number }
