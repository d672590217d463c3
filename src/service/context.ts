import type { Heard, Replies } from '../chat/index.ts'
import type {
  Bus,
  Carrier,
  Clock,
  Level,
  OrderId,
  PersonId,
  Recognition,
  Shop,
  TenantId,
  TrackedOrder,
} from '../model/index.ts'
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
  /** Knows carriers there is no reader for, too. */
  readonly recognition: Recognition
  readonly shops: ReadonlyMap<string, Shop>
  readonly assistant: Assistant
  readonly log: Log
}

/** What people call a carrier, whether or not there is a reader for it. */
export function carrierName({ carriers, recognition }: Pick<Context, 'carriers' | 'recognition'>, id: string): string {
  return carriers.get(id)?.name ?? recognition.nameOf(id) ?? id
}

/** What the assistant learned, and the words it speaks with. */
export type Assistant = {
  /** What a message means to somebody with these orders. */
  readonly hear: (text: string, orders: readonly TrackedOrder[]) => Heard
  readonly replies: Replies
  /** BCP 47. */
  readonly language: string
}

/** Events with fields; ids only, never what is personal. */
export type Log = {
  readonly info: (fields: Readonly<Record<string, unknown>>, event: string) => void
  readonly warn: (fields: Readonly<Record<string, unknown>>, event: string) => void
  readonly error: (fields: Readonly<Record<string, unknown>>, event: string) => void
}

export function requireScope({ actor }: Context, scope: Scope): void {
  if (actor.kind === 'operator' || actor.kind === 'job') return
  if (actor.kind === 'api_key' && actor.scopes.includes(scope)) return
  throw new ServiceError(
    'FORBIDDEN',
    `this needs the scope ${scope}; ${actor.kind === 'api_key' ? `the key has ${actor.scopes.join(', ') || 'none'}` : 'a shopper has no scopes'}`,
  )
}
