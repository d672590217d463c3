import type { OrderView, ParcelView, Status } from '../types.ts'

/** A calendar day as it may be told: `text` is the day written out, `away` tells yesterday, today and tomorrow apart. */
export type Day = { readonly text: string; readonly away: -1 | 0 | 1 | null }

export type Window = { readonly from: string; readonly to: string }

/** A day or a span of days, and the hours of the day where they were given. */
export type When = { readonly day: Day; readonly window: Window | null } | { readonly from: Day; readonly to: Day }

export type StepName =
  | 'ordered'
  | 'announced'
  | 'sent'
  | 'onItsWay'
  | 'outForDelivery'
  | 'attempt'
  | 'pickup'
  | 'problem'
  | 'delivered'
  | 'collected'
  | 'returning'
  | 'returned'
  | 'cancelled'

/**
 * Every word a shopper reads on our pages. One file a language, each `satisfies Words`, so that a missing word does not
 * compile. What arrives here is formatted already; a word adds no fact of its own.
 */
export type Words = {
  readonly language: string
  readonly dir: 'ltr' | 'rtl'
  readonly tab: (headline: string, order: string) => string
  readonly order: (number: string) => string
  readonly yourOrder: (name: string | null, number: string) => string
  readonly askUs: string
  readonly asOf: (time: string) => string
  readonly says: (who: string, asOf: string) => string
  readonly theCarrier: string
  readonly timesAsSent: string

  readonly headline: {
    readonly notShipped: string
    readonly notShippedLate: string
    readonly orderCancelled: string
    readonly announced: (carrier: string) => string
    readonly announcedLate: (carrier: string) => string
    readonly onItsWay: string
    readonly onItsWayLate: string
    readonly outToday: string
    readonly outSince: (day: Day | null) => string
    readonly pickup: string
    readonly attempt: (day: Day | null) => string
    readonly delivered: (day: Day | null) => string
    readonly returning: string
    readonly returned: (day: Day | null) => string
    readonly parcelCancelled: string
    /** The shop's word that it handed the parcel over, while no carrier has reported it. */
    readonly sent: (shop: string, day: Day | null) => string
    readonly deliveredSaysShop: (shop: string) => string
    readonly notFound: (carrier: string) => string
    readonly allDelivered: (total: number) => string
    readonly someDelivered: (delivered: number, total: number) => string
    readonly inParcels: (total: number) => string
  }
  readonly notReported: (carrier: string | null) => string
  readonly noNumber: string
  readonly parcelOf: (index: number, total: number) => string

  /** Whose word a day is. `missed` is said once that day has passed. */
  readonly promise: {
    readonly carrier: (who: string, when: When) => string
    readonly carrierMissed: (who: string, when: When) => string
    readonly shop: (who: string, when: When) => string
    readonly shopMissed: (who: string, when: When) => string
    readonly none: (who: string) => string
  }
  readonly late: string
  /** Null where there is nothing to tell. */
  readonly payment: Readonly<Record<OrderView['payment'], string | null>>
  readonly unshippedToo: (count: number) => string

  readonly steps: Readonly<Record<StepName, string>>
  readonly stepsOf: string
  readonly stepState: {
    readonly done: string
    readonly current: string
    readonly trouble: string
    readonly ahead: string
    readonly unsure: string
  }

  /** What happened, in plain words, as one entry of the timeline. */
  readonly status: Readonly<Record<Status, string>>
  readonly shopSays: Readonly<Record<NonNullable<ParcelView['conflict']>['shop'], string>>
  readonly conflict: (shop: string, shopSays: string, carrier: string, carrierSays: string) => string
  readonly conflictTitle: string

  readonly action: Readonly<Record<'shopper' | 'merchant' | 'carrier', string>>
  /** What a shopper is to do, by the codes that carriers' tables use; a text that is no code is shown as it came. */
  readonly actions: Readonly<Record<string, string>>

  readonly timeline: string
  readonly earlier: (count: number) => string
  readonly ownWords: (who: string) => string
  readonly noText: (code: string) => string
  readonly items: string
  readonly itemsHere: string
  readonly itemsWaiting: string
  readonly itemsUnknown: string
  readonly quantity: (count: number) => string
  readonly trackingNumber: string
  readonly atCarrier: (carrier: string) => string
  readonly changeDelivery: string
  readonly placedOn: string
  readonly total: string

  readonly live: {
    readonly live: string
    readonly connecting: string
    readonly offline: (asOf: string) => string
    readonly gone: string
    readonly updated: (headline: string) => string
  }

  readonly chat: {
    readonly title: string
    readonly intro: (number: string) => string
    readonly starters: readonly string[]
    readonly label: string
    readonly placeholder: string
    readonly send: string
    readonly you: string
    readonly assistant: string
    readonly person: string
    readonly withPerson: string
    readonly closed: string
    readonly thinking: string
    readonly sending: string
    readonly notSent: string
    readonly linkGone: string
    readonly again: string
    readonly choices: string
    readonly log: string
  }
}
