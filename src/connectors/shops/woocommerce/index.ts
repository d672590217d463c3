import { z } from 'zod'
import {
  type Address,
  type Failure,
  failed,
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
import { countryCode, defineShop, exactly, lookUp, many, parseJson, text, toMoney } from '../../kit/index.ts'
import { readInstant } from './time.ts'
import { Fulfillment, Meta, Note, readShipments } from './tracking.ts'
import { isPing, webhook } from './webhook.ts'

/**
 * WooCommerce's REST answers and webhook bodies: orders, lists of them, recordings `{ request, status, body }` and deliveries
 * `{ headers, raw }`, or a list of any of these; notes and fulfilments in the same file go to their order. Money is decimal
 * text; times are read from the `_gmt` fields, which are UTC without a zone (the plain ones are the shop's local time).
 */
export const woocommerce = defineShop({
  id: 'woocommerce',
  name: 'WooCommerce',
  docs: 'https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties',
  webhook,

  split(file) {
    if (isPing(file)) return ok({ slices: [], rejected: [], skipped: [{ line: 1, reason: ping }], fields })
    const json = parseJson(file)
    if (!json.ok) return json
    const answers: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value]
    if (answers.length === 0)
      return failed({ kind: 'malformed', code: 'EMPTY_ANSWER', message: 'the list holds no answer' })
    const found = answers.map((answer, index) => ({ line: index + 1, ...partsOf(answer) }))
    const [only] = found
    if (found.length === 1 && only?.failure && !only.foreign) return { ok: false, failure: only.failure }
    if (found.every(({ foreign }) => foreign)) {
      const message = 'nothing in it is an order of WooCommerce ("line_items", "billing", "total", "status")'
      return failed({ kind: 'malformed', code: 'OTHER_SHAPE', message })
    }
    // A note or a fulfilment is told apart from the order, and belongs to the newest version of it that the file holds.
    const newest = new Map<string, unknown>()
    for (const order of found.flatMap(({ orders }) => orders)) {
      const id = idOf(order) ?? ''
      if (modifiedAt(order) >= modifiedAt(newest.get(id))) newest.set(id, order)
    }
    const about = (order: unknown, part: 'notes' | 'fulfillments') => {
      const id = idOf(order) ?? ''
      if (newest.get(id) !== order) return []
      const parts = found.flatMap((answer) => answer[part].filter((own) => own.order === id))
      return [...new Map(parts.map(({ value }) => [idOf(value), value])).values()]
    }
    return ok({
      slices: found.flatMap(({ line, orders, trashed }) =>
        orders.map((order) => ({
          line,
          slice: { order, notes: about(order, 'notes'), fulfillments: about(order, 'fulfillments'), trashed },
        })),
      ),
      skipped: found.flatMap(({ line, noOrder, reason }) => (noOrder ? [{ line, reason }] : [])),
      rejected: found.flatMap(({ line, orders: own, notes, fulfillments, reason, noOrder }) => {
        if (own.length > 0 || noOrder) return []
        const parts = [...notes, ...fulfillments]
        if (parts.length > 0 && parts.every(({ order = '' }) => newest.has(order))) return []
        return [{ line, reason: `no order in this answer: ${reason}` }]
      }),
      fields,
    })
  },

  slice: z.lazy(() => Slice),
  read({ order, notes, fulfillments, trashed }) {
    const placedAt = readInstant(order.date_created_gmt)
    const total = fromDecimal(order.total, order.currency)
    const reasons = reasonsAgainst(order)
    if (!placedAt || !total || reasons.length > 0) return rejected(`order ${order.number}: ${reasons.join('; ')}`)
    const { billing, shipping } = order
    const completedAt = readInstant(order.date_completed_gmt)
    const shipments = readShipments({ ...order, completedAt, notes, fulfillments })
    const ids = new Set(order.line_items.map(({ id }) => id))
    const stray = shipments.find(({ lines }) => lines.some(({ external }) => !ids.has(external)))
    if (stray) {
      return rejected(`order ${order.number}: parcel ${stray.external} holds a line that the order does not have`)
    }
    return ok({
      external: order.id,
      number: order.number,
      placedAt,
      updatedAt: versionOf({ order, fulfillments, notes, trashed }, placedAt, shipments),
      state: stateOf(order, trashed),
      payment: paymentOf(order, total),
      language: null,
      customer: {
        email: billing.email?.trim() || null,
        phone: billing.phone?.trim() || shipping?.phone?.trim() || null,
        firstName: billing.first_name?.trim() || null,
        lastName: billing.last_name?.trim() || null,
      },
      shippingAddress: readAddress(shipping) ?? readAddress(billing),
      shippingMethod: order.shipping_lines[0]?.method_title?.trim() || null,
      promised: null,
      total,
      lines: order.line_items.map((line) => ({
        external: line.id,
        title: (line.parent_name ?? line.name)?.trim() || line.sku?.trim() || line.id,
        variant: variantOf(line),
        sku: line.sku?.trim() || null,
        quantity: line.quantity,
        ordered: line.quantity,
        unitPrice: unitPriceOf(line, order.currency),
      })),
      shipments,
      instructions: order.customer_note?.trim() || null,
    } satisfies ReadOrder)
  },
})

const fields = {
  number: 'number',
  external: 'id',
  updatedAt: 'newest of order, payment, fulfilments and notes',
  unitPrice: '(subtotal + subtotal_tax) / quantity',
}

const Id = z.union([z.string().min(1), z.number().transform(String)])
const Count = z.int().min(0)
const Decimal = z.union([z.string(), z.number().transform(String)])

const Person = z.object({
  first_name: text,
  last_name: text,
  company: text,
  address_1: text,
  address_2: text,
  city: text,
  state: text,
  postcode: text,
  country: text,
  email: text,
  phone: text,
})

const Line = z.object({
  id: Id,
  name: text,
  parent_name: text,
  quantity: Count,
  subtotal: text,
  subtotal_tax: text,
  sku: text,
  meta_data: Meta,
})

const Order = z.object({
  id: Id,
  number: z.union([z.string(), z.number().transform(String)]).pipe(z.string().trim().min(1)),
  status: z.string(),
  currency: z.string(),
  total: Decimal,
  date_created_gmt: text,
  date_modified_gmt: text,
  date_paid_gmt: text,
  date_completed_gmt: text,
  payment_method: text,
  customer_note: text,
  billing: Person,
  shipping: Person.nullish(),
  meta_data: Meta,
  line_items: z.array(Line),
  shipping_lines: many(z.object({ method_title: text })),
  refunds: many(z.object({ total: Decimal })),
})
type Order = z.infer<typeof Order>

const Slice = z.object({
  order: Order,
  notes: many(Note),
  fulfillments: many(Fulfillment),
  /** The answer to a DELETE shows the order as it was before. */
  trashed: z.boolean().default(false),
})
type Slice = z.infer<typeof Slice>

/** A status of a plugin's own is open; many shops never set completed. */
const states: Readonly<Record<string, ReadOrder['state']>> = {
  pending: 'open',
  'on-hold': 'open',
  processing: 'open',
  failed: 'open',
  completed: 'completed',
  refunded: 'completed',
  cancelled: 'cancelled',
  trash: 'cancelled',
}

/** Shops throw finished orders away in time: those were not cancelled. */
function stateOf({ status }: Order, trashed: boolean): ReadOrder['state'] {
  const state = lookUp(states, status) ?? 'open'
  return trashed && state === 'open' ? 'cancelled' : state
}

const carts: ReadonlySet<string> = new Set(['auto-draft', 'checkout-draft', 'draft', 'new'])

/** Where no date of payment and no refund tell; anything else without one is unknown. */
const payments: Readonly<Record<string, ReadOrder['payment']>> = {
  pending: 'pending',
  'on-hold': 'pending',
  cancelled: 'pending',
  failed: 'failed',
  refunded: 'refunded',
}

/** How late in an order's life a status comes, to order versions of the same second. */
const ranks: Readonly<Record<string, number>> = {
  pending: 0,
  failed: 1,
  'on-hold': 2,
  processing: 3,
  completed: 4,
  refunded: 5,
  cancelled: 6,
  trash: 7,
}

const earliest = Date.UTC(1995, 0, 1)

function reasonsAgainst(order: Order): string[] {
  const reasons: string[] = []
  const placed = readInstant(order.date_created_gmt)
  if (carts.has(order.status)) reasons.push(`a cart in status ${order.status}, not placed yet`)
  if (!placed) {
    reasons.push('"date_created_gmt" is missing or no date; "date_created" is local time without a zone')
  } else if (placed.epochMilliseconds < earliest) {
    reasons.push(`"date_created_gmt" ${order.date_created_gmt} is not plausible`)
  }
  if (!readInstant(order.date_modified_gmt)) {
    reasons.push('"date_modified_gmt" is missing or no date, and tells the newer version')
  }
  if (minorDigits(order.currency) === undefined) {
    reasons.push(`"currency" ${JSON.stringify(order.currency.slice(0, 20))} is not a currency of ISO 4217`)
  } else if (!fromDecimal(order.total, order.currency)) {
    reasons.push(`"total" ${JSON.stringify(order.total.slice(0, 20))} is not an amount`)
  }
  if (order.line_items.length === 0) reasons.push('it has no lines')
  if (new Set(order.line_items.map(({ id }) => id)).size < order.line_items.length)
    reasons.push('two lines share an id')
  return reasons
}

/**
 * What orders the versions of an order. Times resolve to seconds, and a refund or a fulfilment leaves the order's own where it was:
 * so the newest time anywhere in it, plus a microsecond for each thing that only ever gets more.
 */
function versionOf(slice: Slice, placedAt: Temporal.Instant, parcels: readonly ReadShipment[]): Temporal.Instant {
  const { order, fulfillments, notes, trashed } = slice
  const times = [
    order.date_modified_gmt,
    order.date_paid_gmt,
    order.date_completed_gmt,
    ...fulfillments.flatMap(({ date_updated: updated, date_deleted: deleted }) => [updated, deleted]),
    ...notes.map(({ date_created_gmt: written }) => written),
  ].flatMap((time) => readInstant(time) ?? [])
  const newest = [placedAt, ...times].reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? b : a))
  const dates = [order.date_paid_gmt, order.date_completed_gmt].filter(Boolean).length
  const numbers = parcels.filter(({ number }) => number !== null).length
  const hasFulfilments = order.meta_data.some(({ key }) => key === '_fulfillment_status') ? 1 : 0
  const entries = order.refunds.length + fulfillments.length + notes.length + numbers + dates + hasFulfilments
  const rank = trashed ? 7 : (lookUp(ranks, order.status) ?? 3)
  return newest.add({ microseconds: entries + rank })
}

function paymentOf({ status, currency, refunds, ...order }: Order, total: Money): ReadOrder['payment'] {
  const refunded = refunds.reduce((sum, refund) => sum + Math.abs(fromDecimal(refund.total, currency)?.minor ?? 0), 0)
  if (refunded > 0) return refunded >= total.minor ? 'refunded' : 'partially_refunded'
  if (status === 'refunded') return 'refunded'
  if (readInstant(order.date_paid_gmt)) return 'paid'
  if (order.payment_method === 'cod') return 'pending'
  return lookUp(payments, status) ?? (total.minor === 0 ? 'paid' : 'unknown')
}

/** With tax and before coupons; `price` is without tax, after coupons, and a float. */
function unitPriceOf(
  { subtotal, subtotal_tax: tax, quantity }: Order['line_items'][number],
  currency: string,
): Money | null {
  const [net, added] = [exactly(subtotal), exactly(tax ?? '0')]
  if (net === undefined || added === undefined || quantity === 0) return null
  return toMoney((net + added) / BigInt(quantity), currency) ?? null
}

/** Of a variation WooCommerce gives the product's name beside "name - variant". */
function variantOf({ name, parent_name: parent }: Order['line_items'][number]): string | null {
  if (!name || !parent || !name.startsWith(parent)) return null
  return (
    name
      .slice(parent.length)
      .replace(/^\s*[-–,]\s*/, '')
      .trim() || null
  )
}

function readAddress(person: z.infer<typeof Person> | null | undefined): Address | null {
  if (!person) return null
  const lines = [person.company, person.address_1, person.address_2].flatMap((line) => line?.trim() || [])
  const city = person.city?.trim() || null
  const postal = person.postcode?.trim() || null
  if (lines.length === 0 && !city && !postal) return null
  return {
    name: [person.first_name, person.last_name].flatMap((part) => part?.trim() || []).join(' ') || null,
    lines,
    city,
    region: person.state?.trim() || null,
    postal,
    country: countryCode(person.country),
  }
}

type Part = { readonly order: string | undefined; readonly value: unknown }
type Parts = {
  readonly orders: readonly unknown[]
  readonly notes: readonly Part[]
  readonly fulfillments: readonly Part[]
  readonly trashed: boolean
  /** What it is instead of an order. */
  readonly reason: string
  /** Known to hold no order's content, so that leaving it out loses nothing. */
  readonly noOrder: boolean
  /** Nothing of WooCommerce's is recognised in it. */
  readonly foreign: boolean
  readonly failure?: Failure
}

const nothing: Parts = {
  orders: [],
  notes: [],
  fulfillments: [],
  trashed: false,
  reason: '',
  noOrder: false,
  foreign: false,
}
const ping = 'the ping that WooCommerce sends unsigned when a webhook is saved'

function partsOf(answer: unknown): Parts {
  if (isRecord(answer) && typeof answer.raw === 'string') return ofDelivery(answer.raw)
  if (!isRecord(answer)) return { ...nothing, reason: 'it is not an object', foreign: true }
  const isRecording = 'body' in answer && !('line_items' in answer)
  const { method, path } = isRecording ? requestOf(answer.request) : { method: '', path: '' }
  const status = isRecording && typeof answer.status === 'number' ? answer.status : undefined
  const parts = ofBody(isRecording ? answer.body : answer, path, status)
  return { ...parts, trashed: method === 'DELETE' && /\/orders\/\d+(\?|$)/.test(path) }
}

/** A webhook as it was received: headers beside the raw body. */
function ofDelivery(raw: string): Parts {
  if (isPing(raw)) return { ...nothing, reason: ping, noOrder: true }
  const body = parseJson(raw)
  if (!body.ok) return { ...nothing, reason: body.failure.message, foreign: true }
  return ofBody(body.value, '', undefined)
}

function ofBody(body: unknown, path: string, status: number | undefined): Parts {
  const failure = failureOf(body, status)
  if (failure) return { ...nothing, reason: failure.message, failure, foreign: !WpError.safeParse(body).success }
  if (looksLikeOrder(body)) return { ...nothing, orders: [body] }
  const order = /\/orders\/(\d+)\//.exec(path)?.[1]
  const items: readonly unknown[] = Array.isArray(body) ? body : [body]
  const orders = items.filter(looksLikeOrder)
  if (orders.length > 0) return { ...nothing, orders }
  const fulfillments = items.filter(looksLikeFulfillment).map((value) => ({ order: textOf(value.entity_id), value }))
  const notes = items.filter(looksLikeNote).map((value) => ({ order, value }))
  if (fulfillments.length > 0) return { ...nothing, fulfillments, reason: `a fulfilment of ${whose(fulfillments)}` }
  if (notes.length > 0) return { ...nothing, notes, reason: `a note of ${whose(notes)}` }
  if (isRecord(body) && Object.keys(body).join() === 'id' && textOf(body.id)) {
    const reason = `order ${textOf(body.id)} was deleted or moved to the trash, and the event tells only its id; ask the shop for it`
    return { ...nothing, reason, noOrder: true }
  }
  const recognised = /^\/(wp-json\/|orders|products|webhooks)/.test(path) || (isRecord(body) && '_links' in body)
  return { ...nothing, reason: 'it is something else', foreign: !recognised }
}

const whose = (parts: readonly Part[]) =>
  `${parts[0]?.order ? `order ${parts[0].order}` : 'an order it does not name'}, which is not in the file`

function looksLikeOrder(value: unknown): boolean {
  return (
    isRecord(value) &&
    Array.isArray(value.line_items) &&
    isRecord(value.billing) &&
    'total' in value &&
    'status' in value
  )
}

function looksLikeFulfillment(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && 'entity_id' in value && 'is_fulfilled' in value
}

function looksLikeNote(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && typeof value.note === 'string' && 'customer_note' in value
}

const WpError = z.object({ code: z.string().min(1), message: text, data: z.object({ status: z.number() }) })

/** WordPress answers errors as `{ code, message, data: { status } }`. */
function failureOf(body: unknown, status = 200): Failure | undefined {
  const error = WpError.safeParse(body).data
  if (!error && status < 400) return undefined
  const message = error?.message?.trim() || `WooCommerce answered with HTTP ${status}`
  return { kind: byHttp(error?.data.status ?? status), code: error?.code ?? `HTTP_${status}`, message }
}

function byHttp(status: number): FailureKind {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 404 || status === 410) return 'not_found'
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'unreachable' : 'rejected'
}

/** Of a recording, `{ method, path }` or, shorter, `{ m, p }`. */
function requestOf(request: unknown): { readonly method: string; readonly path: string } {
  if (!isRecord(request)) return { method: '', path: '' }
  return { method: textOf(request.method ?? request.m) ?? '', path: textOf(request.path ?? request.p) ?? '' }
}

const modifiedAt = (order: unknown) => (isRecord(order) ? (textOf(order.date_modified_gmt) ?? '') : '')
const idOf = (order: unknown) => (isRecord(order) ? textOf(order.id) : undefined)
const textOf = (value: unknown) => text.safeParse(value).data

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rejected(reason: string): Result<never, readonly RejectedRow[]> {
  return { ok: false, failure: [{ line: 0, reason }] }
}
