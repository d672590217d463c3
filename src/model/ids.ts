/** Identifiers are plain strings at run time; the brand keeps one kind from being passed for another. */
declare const brand: unique symbol
type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type TenantId = Id<'tenant'>
export type ShopId = Id<'shop'>
export type PersonId = Id<'person'>
export type OrderId = Id<'order'>
export type LineId = Id<'line'>
export type ParcelId = Id<'parcel'>
export type ScanId = Id<'scan'>
export type ConversationId = Id<'conversation'>
export type SessionId = Id<'session'>

export type IdKinds = {
  tenant: TenantId
  shop: ShopId
  person: PersonId
  order: OrderId
  line: LineId
  parcel: ParcelId
  scan: ScanId
  conversation: ConversationId
  session: SessionId
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const slug = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The one place where a string becomes an id. Shops and tenants are named by slugs (`acme`), everything else by UUID. */
export function parseId<Kind extends keyof IdKinds>(kind: Kind, text: string): IdKinds[Kind] {
  const named = kind === 'shop' || kind === 'tenant'
  if (!(named ? slug : uuid).test(text)) {
    throw new TypeError(
      `not a ${kind} id: ${JSON.stringify(text.slice(0, 80))}; expected ${named ? 'a name such as "acme"' : 'a UUID'}`,
    )
  }
  return text as IdKinds[Kind]
}

export function isId<Kind extends keyof IdKinds>(kind: Kind, text: string): text is IdKinds[Kind] {
  return (kind === 'shop' || kind === 'tenant' ? slug : uuid).test(text)
}
