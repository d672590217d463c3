import type { Heard, Prior, Replies } from '../chat/index.ts'
import type {
  Bus,
  Carrier,
  CarrierExchange,
  Channel,
  Clock,
  Level,
  OrderId,
  PersonId,
  Recognition,
  Shop,
  TenantId,
  TrackedOrder,
} from '../model/index.ts'
import type { Gazetteer } from '../places/index.ts'
import type { RenderMail } from '../contract/index.ts'
import type { Store } from '../store/index.ts'
import { ServiceError } from './errors.ts'

/** What an API key or an operator at the command line may do. */
export const scopes = [
  'orders:read',
  'orders:write',
  'parcels:read',
  'parcels:write',
  'conversations:read',
  'conversations:write',
  'settings:read',
  'settings:write',
] as const
export type Scope = (typeof scopes)[number]

/** Who is acting. A shopper's level and orders come from their session, never from what they say. */
export type Actor =
  | { readonly kind: 'api_key'; readonly id: string; readonly scopes: readonly Scope[] }
  | { readonly kind: 'operator' }
  | { readonly kind: 'job' }
  /** Somebody who answers for the shop, signed in at the desk. */
  | { readonly kind: 'agent'; readonly id: string; readonly name: string | null }
  | {
      readonly kind: 'shopper'
      readonly level: Level
      readonly orders: readonly OrderId[]
      /** Hash of the session's secret: whose conversations these are. */
      readonly session: Buffer
      readonly person: PersonId | null
    }

/** Everything a verb may reach beside its input. */
export type Context = {
  readonly tenant: TenantId
  readonly actor: Actor
  readonly store: Store
  readonly clock: Clock
  readonly bus: Bus
  readonly carriers: ReadonlyMap<string, Carrier>
  /** Missing where carriers are not called from: what a call would change is then asked of the merchant. */
  readonly exchange?: CarrierExchange
  /** Knows carriers there is no reader for, too. */
  readonly recognition: Recognition
  readonly shops: ReadonlyMap<string, Shop>
  /** Missing where there is no table of places: no zone is then told by a place. */
  readonly places?: Gazetteer
  readonly assistant: Assistant
  readonly log: Log
}

/** What people call a carrier, whether or not there is a reader for it. */
export function carrierName({ carriers, recognition }: Pick<Context, 'carriers' | 'recognition'>, id: string): string {
  return carriers.get(id)?.name ?? recognition.nameOf(id) ?? id
}

/** What the assistant learned, and the words it speaks with. */
export type Assistant = {
  /** Those it was taught, BCP 47. */
  readonly languages: readonly string[]
  /** The one of the shop: what is assumed of whom nothing is known. */
  readonly language: string
  /** What a message means to somebody with these orders, and in which of the languages it is. */
  readonly hear: (text: string, orders: readonly TrackedOrder[], prior: Prior) => Heard
  /** Of a language it was taught. */
  readonly repliesOf: (language: string) => Replies
}

/** The first of the wanted languages that was taught, region or not: `de-AT` finds `de`. */
export function taughtLanguage(
  { languages }: Pick<Assistant, 'languages'>,
  wanted: readonly (string | null | undefined)[],
): string | undefined {
  for (const tag of wanted) {
    const base = tag?.toLowerCase().split(/[-_]/, 1)[0]
    const found = languages.find((language) => language === tag || language === base)
    if (found !== undefined) return found
  }
  return undefined
}

/** What sending needs beside the rest: only the process that serves pages has it. */
export type Sending = Pick<Context, 'store' | 'clock' | 'log' | 'carriers' | 'recognition'> & {
  readonly render: RenderMail
  /** Null where no server is configured: mails are then kept for the mailbox instead. */
  readonly mail: Channel | null
  /** What links start with; undefined until it is known, and nothing is sent until then. */
  readonly publicUrl: () => string | undefined
}

/** Events with fields; ids only, never what is personal. */
export type Log = {
  readonly info: (fields: Readonly<Record<string, unknown>>, event: string) => void
  readonly warn: (fields: Readonly<Record<string, unknown>>, event: string) => void
  readonly error: (fields: Readonly<Record<string, unknown>>, event: string) => void
}

const agentScopes: readonly Scope[] = [
  'conversations:read',
  'conversations:write',
  'orders:read',
  'parcels:read',
  'settings:read',
]

export function requireScope({ actor }: Context, scope: Scope): void {
  if (actor.kind === 'operator' || actor.kind === 'job') return
  if (actor.kind === 'api_key' && actor.scopes.includes(scope)) return
  if (actor.kind === 'agent' && agentScopes.includes(scope)) return
  const held = actor.kind === 'api_key' ? actor.scopes : actor.kind === 'agent' ? agentScopes : []
  throw new ServiceError(
    'FORBIDDEN',
    `this needs the scope ${scope}; ${actor.kind === 'shopper' ? 'a shopper has no scopes' : `the ${actor.kind === 'agent' ? 'desk' : 'key'} has ${held.join(', ') || 'none'}`}`,
  )
}
