import { z } from 'zod'
import {
  type Address,
  type Failure,
  type FailureKind,
  fromDecimal,
  minorDigits,
  type Money,
  ok,
  type ReadOrder,
  type ReadShipment,
  type RejectedRow,
  type Result,
} from '../../../model/index.ts'
import {
  child,
  countryCode,
  defineShop,
  exactly,
  lookUp,
  many,
  parseXml,
  text,
  textOf,
  tooLarge,
  toMoney,
  type XmlNode,
} from '../../kit/index.ts'

/**
 * SOAP answers (v2) of Magento 1 and OpenMage: `salesOrderInfo`, and in the same file `salesOrderShipmentInfo` of its parcels; answers
 * may follow one another, each with its XML declaration. Times are UTC without a zone, as the database holds them; money is
 * text with four decimals. The WSDL is never needed.
 */
export const magento1 = defineShop({
  id: 'magento1',
  name: 'Magento 1',
  format: 'xml',
  docs: 'https://devdocs-openmage.org/guides/m1x/api/soap/sales/salesOrder/sales_order.info.html',

  split(file) {
    const large = tooLarge(file)
    if (large) return large
    const documents = documentsOf(file)
    const found = documents.map(({ line, source }) => ({ line, ...partsOf(source) }))
    const [only] = found
    if (found.length === 1 && only?.failure) return { ok: false, failure: only.failure }
    const shipments = found.flatMap(({ shipments }) => shipments)
    const orders = new Set(found.flatMap(({ orders }) => orders.map((order) => fieldOf(order, 'order_id'))))
    return ok({
      slices: found.flatMap(({ line, orders }) =>
        orders.map((order) => {
          const own = shipments.filter((shipment) => fieldOf(shipment, 'order_id') === fieldOf(order, 'order_id'))
          return { line, slice: { order, shipments: own } }
        }),
      ),
      rejected: found.flatMap(({ line, orders: own, shipments, reason }) => {
        if (own.length > 0 && reason === '') return []
        if (shipments.length > 0 && shipments.every((shipment) => orders.has(fieldOf(shipment, 'order_id')))) return []
        return [{ line, reason: `no order in this answer: ${reason}` }]
      }),
      fields: {
        number: 'increment_id',
        external: 'order_id',
        updatedAt: 'newest of order, items, history and shipments',
        unitPrice: 'price with tax_percent',
      },
    })
  },

  slice: z.lazy(() => Slice),
  read({ order, shipments }) {
    const items = order.items.filter((item, index) => !isChild(item, order.items.slice(0, index)))
    const currency = order.order_currency_code.trim()
    const placedAt = readInstant(order.created_at)
    const total = fromDecimal(order.grand_total, currency)
    const reasons = reasonsAgainst(order, items)
    if (!placedAt || !total || reasons.length > 0) return rejected(`order ${order.increment_id}: ${reasons.join('; ')}`)
    const gone = shipmentsOf(order, items, shipments)
    if (typeof gone === 'string') return rejected(`order ${order.increment_id}: ${gone}`)
    const { billing_address: billing, shipping_address: shipping } = order
    return ok({
      external: order.order_id,
      number: order.increment_id,
      placedAt,
      updatedAt: versionOf(order, placedAt, gone),
      state: lookUp(states, order.state ?? '') ?? 'open',
      payment: paymentOf(order, currency, total),
      language: null,
      customer: {
        email: order.customer_email?.trim() || null,
        phone: billing?.telephone?.trim() || shipping?.telephone?.trim() || null,
        firstName: order.customer_firstname?.trim() || billing?.firstname?.trim() || null,
        lastName: order.customer_lastname?.trim() || billing?.lastname?.trim() || null,
      },
      shippingAddress: shipping ? readAddress(shipping) : null,
      shippingMethod: order.shipping_description?.trim() || null,
      promised: null,
      total,
      lines: items.map((item) => ({
        external: item.item_id,
        title: item.name?.trim() || item.sku?.trim() || item.item_id,
        variant: null,
        sku: item.sku?.trim() || null,
        quantity: Math.max(0, item.qty_ordered - item.qty_canceled),
        ordered: item.qty_ordered,
        unitPrice: unitPriceOf(item, currency),
      })),
      shipments: gone,
      instructions: order.customer_note?.trim() || null,
    } satisfies ReadOrder)
  },
})

const Id = z.string().trim().min(1)
/** `3.0000`; parts of a piece are refused. */
const Pieces = z
  .string()
  .trim()
  .regex(/^\d{1,7}(\.0*)?$/, 'expected a whole number of pieces')
  .transform((pieces) => Number.parseInt(pieces, 10))
const PiecesOrNone = Pieces.nullish().transform((pieces) => pieces ?? 0)

const Item = z.object({
  item_id: Id,
  parent_item_id: text,
  product_type: text,
  sku: text,
  name: text,
  updated_at: text,
  price: text,
  price_incl_tax: text,
  tax_percent: text,
  qty_ordered: Pieces,
  qty_canceled: PiecesOrNone,
  qty_invoiced: PiecesOrNone,
  qty_refunded: PiecesOrNone,
  qty_shipped: PiecesOrNone,
})
type Item = z.infer<typeof Item>

const OrderAddress = z.object({
  firstname: text,
  lastname: text,
  company: text,
  street: text,
  city: text,
  region: text,
  postcode: text,
  country_id: text,
  telephone: text,
})

const Order = z.object({
  order_id: Id,
  increment_id: Id,
  created_at: text,
  updated_at: text,
  state: text,
  status: text,
  order_currency_code: z.string(),
  grand_total: z.string(),
  total_paid: text,
  total_refunded: text,
  customer_email: text,
  customer_firstname: text,
  customer_lastname: text,
  customer_note: text,
  shipping_description: text,
  shipping_address: OrderAddress.nullish(),
  billing_address: OrderAddress.nullish(),
  items: z.array(Item),
  payment: z.object({ amount_authorized: text }).nullish(),
  status_history: many(z.object({ created_at: text })),
})
type Order = z.infer<typeof Order>

const Shipment = z.object({
  shipment_id: text,
  increment_id: Id,
  order_id: Id,
  created_at: text,
  updated_at: text,
  items: many(z.object({ order_item_id: Id, qty: Pieces })),
  tracks: many(z.object({ number: text, carrier_code: text, title: text, created_at: text, updated_at: text })),
})
type Shipment = z.infer<typeof Shipment>

const Slice = z.object({ order: Order, shipments: many(Shipment) })

/** Magento's `state`, which is its own; `status` is the merchant's. */
const states: Readonly<Record<string, ReadOrder['state']>> = {
  new: 'open',
  pending_payment: 'open',
  payment_review: 'open',
  processing: 'open',
  holded: 'open',
  complete: 'completed',
  closed: 'completed',
  canceled: 'cancelled',
}

const earliest = Date.UTC(1995, 0, 1)

function reasonsAgainst(order: Order, items: readonly Item[]): string[] {
  const reasons: string[] = []
  const placed = readInstant(order.created_at)
  if (!placed) reasons.push('"created_at" is missing or no date')
  else if (placed.epochMilliseconds < earliest) reasons.push(`"created_at" ${order.created_at} is not plausible`)
  if (!readInstant(order.updated_at)) {
    reasons.push('"updated_at" is missing or no date, and tells the newer version')
  }
  const currency = order.order_currency_code.trim()
  if (minorDigits(currency) === undefined) {
    reasons.push(`"order_currency_code" ${JSON.stringify(currency.slice(0, 20))} is not a currency of ISO 4217`)
  } else if (!fromDecimal(order.grand_total, currency)) {
    reasons.push(`"grand_total" ${JSON.stringify(order.grand_total.slice(0, 20))} is not an amount`)
  }
  if (items.length === 0) reasons.push('it has no lines')
  if (new Set(order.items.map((item) => item.item_id)).size < order.items.length) reasons.push('two lines share an id')
  return reasons
}

/** The simple product inside a configurable or a bundle is a row of its own; SOAP often leaves out whose child it is. */
function isChild(item: Item, before: readonly Item[]): boolean {
  if (Number(item.parent_item_id ?? 0) > 0) return true
  const isFree = Number(item.price ?? 0) === 0
  return isFree && before.some(({ product_type: type, sku }) => type === 'configurable' && sku === item.sku)
}

/**
 * The parcels this version of the order has: shipments in the order of their making, as far as the shipped pieces reach, since a file may
 * hold an older version beside newer shipments. Pieces shipped that none of them holds went out under no known number.
 */
function shipmentsOf(order: Order, items: readonly Item[], all: readonly Shipment[]): readonly ReadShipment[] | string {
  const left = new Map(items.map((item) => [item.item_id, item.qty_shipped]))
  const known = new Set(order.items.map((item) => item.item_id))
  const gone: ReadShipment[] = []
  const latest = new Map(all.map((shipment) => [shipment.increment_id, shipment]))
  for (const shipment of [...latest.values()].toSorted(byAge)) {
    const stray = shipment.items.find((item) => !known.has(item.order_item_id))
    if (stray) return `shipment ${shipment.increment_id} holds a line that the order does not have`
    const lines = shipment.items.flatMap((item) =>
      left.has(item.order_item_id) ? [{ external: item.order_item_id, quantity: item.qty }] : [],
    )
    if (lines.some(({ external, quantity }) => quantity > (left.get(external) ?? 0))) continue
    for (const { external, quantity } of lines) left.set(external, (left.get(external) ?? 0) - quantity)
    gone.push(...parcelsOf(shipment, lines))
  }
  const rest = [...left].flatMap(([external, quantity]) => (quantity > 0 ? [{ external, quantity }] : []))
  if (rest.length === 0) return gone
  const unlisted = { external: 'unlisted', number: null, carrierText: null, shippedAt: null, state: 'shipped' } as const
  return [...gone, { ...unlisted, lines: rest }]
}

const byAge = (a: Shipment, b: Shipment) =>
  (a.created_at ?? '') < (b.created_at ?? '') ? -1 : (a.created_at ?? '') > (b.created_at ?? '') ? 1 : 0

/** One a tracking number; which pieces lie in which of several is not said, so they are told of the first. */
function parcelsOf(shipment: Shipment, lines: ReadShipment['lines']): ReadShipment[] {
  const shippedAt = readInstant(shipment.created_at) ?? null
  const tracks = new Map(
    shipment.tracks.flatMap((track) => {
      const number = track.number?.replaceAll(/\s/g, '').toUpperCase()
      return number ? [[number, track] as const] : []
    }),
  )
  if (tracks.size === 0) {
    return [{ external: shipment.increment_id, number: null, carrierText: null, shippedAt, state: 'shipped', lines }]
  }
  return [...tracks].map(([number, { title, carrier_code: code }], index) => ({
    external: index === 0 ? shipment.increment_id : `${shipment.increment_id} ${number}`,
    number,
    carrierText: title?.trim() || (code === 'custom' ? null : code?.trim()) || null,
    shippedAt,
    state: 'shipped',
    lines: index === 0 ? lines : [],
  }))
}

/**
 * What orders the versions of an order. Times resolve to seconds, and an invoice, a shipment and a refund may share one: so the newest time
 * anywhere in it, plus a microsecond for each thing that only ever gets more.
 */
function versionOf(order: Order, placedAt: Temporal.Instant, gone: readonly ReadShipment[]): Temporal.Instant {
  const times = [
    order.updated_at,
    ...order.items.map((item) => item.updated_at),
    ...order.status_history.map((entry) => entry.created_at),
  ].flatMap((time) => readInstant(time) ?? [])
  const shipped = gone.flatMap(({ shippedAt }) => shippedAt ?? [])
  const newest = [placedAt, ...times, ...shipped].reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? b : a))
  const pieces = order.items.reduce(
    (sum, item) => sum + item.qty_invoiced + item.qty_shipped + item.qty_refunded + item.qty_canceled,
    0,
  )
  const numbers = gone.filter(({ number }) => number !== null).length
  return newest.add({ microseconds: Math.min(999_999, order.status_history.length + pieces + numbers) })
}

function paymentOf(order: Order, currency: string, total: Money): ReadOrder['payment'] {
  const amount = (decimal: string | undefined) => fromDecimal(decimal ?? '', currency)?.minor ?? 0
  const [paid, refunded] = [amount(order.total_paid), amount(order.total_refunded)]
  if (refunded > 0) return refunded >= Math.max(paid, 1) ? 'refunded' : 'partially_refunded'
  if (paid > 0 && paid >= total.minor) return 'paid'
  if (total.minor > 0 && amount(order.payment?.amount_authorized) >= total.minor) return 'authorized'
  return total.minor === 0 && order.state !== 'canceled' ? 'paid' : 'pending'
}

/** With tax and before discounts. */
function unitPriceOf({ price, price_incl_tax: gross, tax_percent: tax }: Item, currency: string): Money | null {
  const given = exactly(gross)
  if (given !== undefined && given > 0n) return toMoney(given, currency) ?? null
  const [net, percent] = [exactly(price), exactly(tax ?? '0')]
  if (net === undefined || percent === undefined) return null
  const hundred = 100n * 10n ** 10n
  return toMoney((net * (hundred + percent)) / hundred, currency) ?? null
}

function readAddress(address: z.infer<typeof OrderAddress>): Address {
  return {
    name: [address.firstname, address.lastname].flatMap((part) => part?.trim() || []).join(' ') || null,
    lines: [address.company, ...(address.street ?? '').split(/\r?\n/)].flatMap((line) => line?.trim() || []),
    city: address.city?.trim() || null,
    region: address.region?.trim() || null,
    postal: address.postcode?.trim() || null,
    country: countryCode(address.country_id),
  }
}

/** `2026-11-21 19:19:05`, which Magento keeps in UTC and sends without saying so. */
function readInstant(time: string | undefined): Temporal.Instant | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})Z?$/.exec(time?.trim() ?? '')
  if (!match) return undefined
  try {
    return Temporal.Instant.from(`${match[1]}T${match[2]}Z`)
  } catch {
    return undefined
  }
}

/** A file may hold several answers one after another. */
function documentsOf(file: string): readonly { readonly line: number; readonly source: string }[] {
  const starts = [...file.matchAll(/<\?xml\s/g)].map(({ index }) => index).slice(1)
  const edges = [0, ...starts, file.length]
  const documents: { line: number; source: string }[] = []
  let line = 1
  for (const [index, start] of edges.slice(0, -1).entries()) {
    const source = file.slice(start, edges[index + 1])
    documents.push({ line, source: source.trimEnd() })
    line += source.split('\n').length - 1
  }
  return documents
}

type Fields = Readonly<Record<string, unknown>>
type Parts = {
  readonly orders: readonly Fields[]
  readonly shipments: readonly Fields[]
  /** What else it is. */
  readonly reason: string
  readonly failure?: Failure
}

function partsOf(source: string): Parts {
  const document = parseXml(source)
  if (!document.ok) return { ...none(document.failure.message), failure: document.failure }
  const root = document.value
  const body = root.name === 'Envelope' ? child(root, 'Body') : undefined
  const answer = body?.children[0]
  if (!answer) return none('it is not a SOAP envelope with a body')
  if (answer.name === 'Fault') {
    const failure = failureOf(answer)
    return { ...none(failure.message), failure }
  }
  const name = answer.name.slice(0, 60)
  const result = child(answer, 'result') ?? child(answer, 'callReturn')
  if (!/Response(Param)?$/.test(answer.name) || !result) return none(`${name} is something else`)
  const value = plain(result)
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  const rows = items.filter(isFields)
  const orders = rows.filter((row) => Array.isArray(row.items) && 'grand_total' in row)
  const shipments = rows.filter((row) => Array.isArray(row.tracks) && 'order_id' in row)
  if (shipments.length > 0) {
    const order = fieldOf(shipments[0], 'order_id') ?? ''
    return { orders, shipments, reason: `a shipment of order_id ${order.slice(0, 20)}, which is not in the file` }
  }
  const bare = rows.filter((row) => 'grand_total' in row).length - orders.length
  if (bare > 0)
    return { orders, shipments, reason: `${bare} of ${name} come without items; ask salesOrderInfo for each` }
  return { orders, shipments, reason: orders.length > 0 ? '' : `${name} is something else` }
}

const none = (reason: string): Parts => ({ orders: [], shipments: [], reason })

/** Elements as fields; arrays are elements of `item`, or in the WS-I dialect of `complexObjectArray`. */
function plain(element: XmlNode): unknown {
  if (element.attributes['nil'] === 'true') return null
  const isArray = 'arrayType' in element.attributes || element.children.some(({ name }) => arrayItems.has(name))
  if (isArray) return element.children.map(plain)
  if (element.children.length === 0) return element.text.trim() || null
  return Object.fromEntries(element.children.map((part) => [part.name, plain(part)]))
}

const arrayItems: ReadonlySet<string> = new Set(['item', 'complexObjectArray'])

/** Magento's own numbers; those from 100 belong to the resource, where 100 says that it does not exist. */
const faults: Readonly<Record<string, FailureKind>> = {
  0: 'unreachable',
  1: 'unreachable',
  2: 'unauthorized',
  3: 'rejected',
  4: 'rejected',
  5: 'unauthorized',
  100: 'not_found',
  101: 'rejected',
  102: 'rejected',
  103: 'rejected',
  Server: 'unreachable',
  Receiver: 'unreachable',
  WSDL: 'unreachable',
}

/** SOAP 1.1's `faultcode` and `faultstring`, or 1.2's `Code/Value` and `Reason/Text`. */
function failureOf(fault: XmlNode): Failure {
  const code = textOf(fault, 'faultcode') ?? textOf(child(fault, 'Code'), 'Value') ?? ''
  const words = textOf(fault, 'faultstring') ?? textOf(child(fault, 'Reason'), 'Text') ?? ''
  const bare = code.slice(code.lastIndexOf(':') + 1).slice(0, 60)
  return {
    kind: lookUp(faults, bare) ?? 'rejected',
    code: bare || 'SOAP_FAULT',
    message: words.slice(0, 300) || 'Magento answered with a SOAP fault without words',
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldOf(fields: Fields | undefined, key: string): string | undefined {
  return text.safeParse(fields?.[key]).data?.trim()
}

function rejected(reason: string): Result<never, readonly RejectedRow[]> {
  return { ok: false, failure: [{ line: 0, reason }] }
}
