import type { Asked, Credential, Said } from '../exchange.ts'
import type { Change } from '../changes.ts'
import type { Known, Stop } from '../journey.ts'
import type { Speaker } from '../speaker.ts'

/** Why a carrier does not answer what was asked; each says it in its own words. */
export type Refusal =
  | { readonly why: 'no_such_path' }
  | { readonly why: 'wrong_method' }
  | { readonly why: 'credential_refused' }
  | { readonly why: 'token_refused' }
  | { readonly why: 'rate_limited'; readonly retryAfterSeconds: number }
  | { readonly why: 'bad_request'; readonly detail: string }
  | { readonly why: 'not_acceptable' }
  | { readonly why: 'too_many_numbers'; readonly most: number }
  | { readonly why: 'unavailable'; readonly status: number }

export type Token = { readonly value: string; readonly seconds: number; readonly issued: Temporal.Instant }

/** How a carrier knows who asks. */
export type Access =
  | {
      readonly kind: 'oauth'
      readonly path: string
      readonly tokenSeconds: number
      /** Whose token is asked for; a refusal where the form is wrong. */
      readonly client: (asked: Asked) => Credential | Refusal
      readonly grants: (token: Token, client: string) => Said
    }
  | { readonly kind: 'presented'; readonly credential: (asked: Asked) => Credential | undefined }

export type Limit = { readonly calls: number; readonly seconds: number }

/** What is asked about, or why that is none. */
export type Question = { readonly numbers: readonly string[] } | Refusal

/** A carrier's counter for machines: its real paths, its access, its limits, its words of refusal. */
export type Desk = {
  readonly id: string
  readonly name: string
  readonly speaker: Speaker
  /** A tracking number of the carrier's that has its check digit. */
  readonly numberOf: (serial: number) => string
  /** Where its parcels go. */
  readonly towns: readonly [Stop, ...Stop[]]
  readonly access: Access
  /** What the played carrier lets one credential ask, all of them at once. */
  readonly limits: readonly Limit[]
  readonly tracking: { readonly method: 'GET' | 'POST'; readonly path: RegExp; readonly example: string }
  readonly question: (asked: Asked) => Question
  readonly answers: (parcels: readonly Known[], asked: Asked) => Said
  readonly refuses: (refusal: Refusal, asked: Asked) => Said
  /** How it pushes, where it does. */
  readonly subscriptions?: Subscriptions
  /** How a delivery is changed on its way, where that can be asked for. */
  readonly changes?: Changes
}

/** What there is to say about changing one delivery. */
export type Changing = {
  readonly number: string
  /** Whether it is still ahead. */
  readonly open: boolean
  /** Whether it was changed before, which can be undone. */
  readonly changed: boolean
  readonly today: Temporal.PlainDate
}

export type Changes = {
  readonly path: RegExp
  readonly method: (path: string) => 'GET' | 'POST'
  readonly number: (path: string) => string
  readonly answer: (asked: Asked, state: Changing) => { readonly said: Said; readonly change: Change | 'undo' | null }
}

/** Where a carrier is to push to, and what it shows there to be known. */
export type Callback = { readonly url: string; readonly credential: string }

export type Push = { readonly url: string; readonly headers: Said['headers']; readonly body: string }

/** No numbers and nowhere to push to where a subscription was refused. */
export type Subscribed = { readonly said: Said; readonly numbers: readonly string[]; readonly to: Callback | null }

export type Subscriptions = {
  readonly path: RegExp
  /** How long one lasts. */
  readonly days: number
  /** `callback`: where to push to for who names no place. */
  readonly subscribe: (asked: Asked, callback: Callback | null) => Subscribed
  /** `client`: the id of whose subscription it is. */
  readonly push: (known: Known, step: Known['steps'][number], to: Callback, client: string) => Push
}

/** Any id from `sim-` on is a customer; the secret is the id and `-secret`, so that many can be played. */
export const isCustomer = ({ id, secret }: Credential): boolean =>
  /^sim-[\w-]{1,60}$/.test(id) && secret === secretOf(id)
export const secretOf = (id: string): string => `${id}-secret`

export const isRefusal = (value: object): value is Refusal => 'why' in value
