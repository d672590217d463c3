import { z } from 'zod'
import {
  type Address,
  type Failure,
  failed,
  type FailureKind,
  minorDigits,
  type Money,
  ok,
  type ReadOrder,
  type ReadShipment,
  type RejectedRow,
  type Result,
} from '../../../model/index.ts'
import { countryCode, defineShop, lookUp, many, parseJson, text } from '../../kit/index.ts'

/**
 * Vendure's GraphQL answers: whole bodies, recordings `{ request, status, body }` around them, lists of either, and any
 * field of `data` that holds an order or a list of orders. Money is integer minor units in the order's currency.
 */
export const vendure = defineShop({
  id: 'vendure',
  name: 'Vendure',
  docs: 'https://docs.vendure.io/reference/graphql-api/admin/object-types#order',

  split(file) {
    const json = parseJson(file)
    if (!json.ok) return json
    if (!Array.isArray(json.value)) {
      const errors = errorsOf(json.value)
      if (errors) return errors
    }
    const answers: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value]
    if (answers.length === 0)
      return failed({ kind: 'malformed', code: 'EMPTY_ANSWER', message: 'the list holds no answer' })
    const found = answers.map((answer, index) => ({ line: index + 1, ...ordersIn(answer) }))
    return ok({
      slices: found.flatMap(({ line, orders }) => orders.map((slice) => ({ line, slice }))),
      rejected: found.flatMap(({ line, orders, reasons }) => {
        const what = orders.length > 0 ? 'not every order of this answer is whole' : 'no order in this answer'
        return reasons.length > 0 ? [{ line, reason: `${what}: ${reasons.join('; ')}` }] : []
      }),
      fields: { number: 'code', external: 'id', updatedAt: 'newest of order, fulfilments, payments and history' },
    })
  },

  slice: z.lazy(() => Order),
  read(order) {
    const placedAt = readInstant(order.orderPlacedAt)
    const reasons = reasonsAgainst(order)
    if (!placedAt || reasons.length > 0) return rejected(`order ${order.code}: ${reasons.join('; ')}`)
    const money = (minor: number): Money => ({ minor, currency: order.currencyCode })
    const { customer, shippingAddress } = order
    const shippedAt = shippedTimes(order)
    return ok({
      external: order.id,
      number: order.code,
      placedAt,
      updatedAt: versionOf(order, placedAt),
      state: lookUp(states, order.state) ?? 'open',
      payment: paymentOf(order),
      language: order.customer?.languageCode?.trim() || null,
      customer: {
        email: customer?.emailAddress?.trim() || null,
        phone: customer?.phoneNumber?.trim() || shippingAddress?.phoneNumber?.trim() || null,
        firstName: customer?.firstName?.trim() || null,
        lastName: customer?.lastName?.trim() || null,
      },
      shippingAddress: shippingAddress ? readAddress(shippingAddress) : null,
      shippingMethod: order.shippingLines[0]?.shippingMethod?.name?.trim() || null,
      promised: null,
      total: money(order.totalWithTax),
      lines: order.lines.map((line) => ({
        external: line.id,
        title: line.productVariant.name?.trim() || line.productVariant.sku?.trim() || line.id,
        variant: null,
        sku: line.productVariant.sku?.trim() || null,
        quantity: line.quantity,
        ordered: line.orderPlacedQuantity ?? line.quantity,
        unitPrice: typeof line.unitPriceWithTax === 'number' ? money(line.unitPriceWithTax) : null,
      })),
      shipments: order.fulfillments.map((fulfillment) => readShipment(fulfillment, shippedAt)),
      instructions: null,
    } satisfies ReadOrder)
  },
})

const Id = z.union([z.string().min(1), z.number().transform(String)])
const Minor = z.int()
const Count = z.int().min(0)

const Fulfillment = z.object({
  id: Id,
  state: z.string(),
  method: text,
  trackingCode: text,
  createdAt: text,
  updatedAt: text,
  lines: many(z.object({ orderLineId: Id, quantity: Count })),
})

const Order = z.object({
  id: Id,
  code: z.string().trim().min(1),
  state: z.string(),
  active: z.boolean().nullish(),
  createdAt: text,
  updatedAt: text,
  orderPlacedAt: text,
  currencyCode: z.string(),
  totalWithTax: Minor,
  customer: z
    .object({ firstName: text, lastName: text, emailAddress: text, phoneNumber: text, languageCode: text })
    .nullish(),
  shippingAddress: z
    .object({
      fullName: text,
      company: text,
      streetLine1: text,
      streetLine2: text,
      city: text,
      province: text,
      postalCode: text,
      country: text,
      countryCode: text,
      phoneNumber: text,
    })
    .nullish(),
  lines: z.array(
    z.object({
      id: Id,
      quantity: Count,
      orderPlacedQuantity: Count.nullish(),
      unitPriceWithTax: Minor.nullish(),
      productVariant: z.object({ name: text, sku: text }),
    }),
  ),
  shippingLines: many(z.object({ shippingMethod: z.object({ name: text }).nullish() })),
  payments: many(
    z.object({
      state: z.string(),
      amount: Minor,
      createdAt: text,
      refunds: many(z.object({ state: z.string(), total: Minor })),
    }),
  ),
  fulfillments: many(Fulfillment),
  history: z
    .object({
      items: many(z.object({ createdAt: text, type: text, data: z.record(z.string(), z.unknown()).nullish() })),
    })
    .nullish(),
})
type Order = z.infer<typeof Order>

/** Vendure's states after checkout; a state of the merchant's own process is open. */
const states: Readonly<Record<string, ReadOrder['state']>> = {
  PaymentAuthorized: 'open',
  PaymentSettled: 'open',
  PartiallyShipped: 'open',
  Shipped: 'open',
  PartiallyDelivered: 'open',
  Modifying: 'open',
  ArrangingAdditionalPayment: 'open',
  Delivered: 'completed',
  Cancelled: 'cancelled',
}

const carts: ReadonlySet<string> = new Set(['Created', 'Draft', 'AddingItems', 'ArrangingPayment'])

const shipmentStates: Readonly<Record<string, ReadShipment['state']>> = {
  Created: 'pending',
  Pending: 'pending',
  Shipped: 'shipped',
  Delivered: 'delivered',
  Cancelled: 'cancelled',
}

function reasonsAgainst(order: Order): string[] {
  const placed = readInstant(order.orderPlacedAt)
  const reasons: string[] = []
  if (!placed) {
    const cart = carts.has(order.state) || order.active
    reasons.push(
      cart && !order.orderPlacedAt
        ? `a cart in state ${order.state}, not placed yet`
        : '"orderPlacedAt" is missing or no date; ask for it in the query',
    )
  } else if (placed.epochMilliseconds < earliest)
    reasons.push(`"orderPlacedAt" ${order.orderPlacedAt} is not plausible`)
  if (minorDigits(order.currencyCode) === undefined) {
    reasons.push(`"currencyCode" ${JSON.stringify(order.currencyCode.slice(0, 20))} is not a currency of ISO 4217`)
  }
  if (order.lines.length === 0) reasons.push('it has no lines')
  const lineIds = new Set(order.lines.map(({ id }) => id))
  if (lineIds.size < order.lines.length) reasons.push('two lines share an id')
  const strange = order.fulfillments.filter(({ lines }) => lines.some(({ orderLineId }) => !lineIds.has(orderLineId)))
  if (strange.length > 0) reasons.push(`fulfilment ${strange[0]?.id} holds a line that the order does not have`)
  return reasons
}

const earliest = Date.UTC(1995, 0, 1)

/**
 * What orders the versions of an order. `updatedAt` stays put when a parcel ships or a refund is made, and times resolve
 * to seconds on some databases; so the newest time anywhere in it, plus a microsecond for each entry that only ever gets more.
 */
function versionOf(order: Order, placedAt: Temporal.Instant): Temporal.Instant {
  const history = order.history?.items ?? []
  const times = [
    order.updatedAt,
    ...order.payments.map(({ createdAt }) => createdAt),
    ...order.fulfillments.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]),
    ...history.map(({ createdAt }) => createdAt),
  ].flatMap((time) => readInstant(time) ?? [])
  const newest = [placedAt, ...times].reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? b : a))
  const entries =
    history.length +
    order.fulfillments.length +
    order.payments.reduce((sum, { refunds }) => sum + 1 + refunds.length, 0)
  return newest.add({ microseconds: entries })
}

/** A pending refund is agreed, not paid back: it counts once Vendure calls it settled. */
function paymentOf({ payments, totalWithTax, state }: Order): ReadOrder['payment'] {
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
  const settled = sum(payments.flatMap(({ state, amount }) => (state === 'Settled' ? amount : [])))
  const authorized = sum(payments.flatMap(({ state, amount }) => (state === 'Authorized' ? amount : [])))
  const refunded = sum(
    payments.flatMap(({ refunds }) => refunds.flatMap(({ state, total }) => (state === 'Settled' ? total : []))),
  )
  if (settled > 0 && refunded >= settled) return 'refunded'
  if (refunded > 0) return 'partially_refunded'
  if (settled > 0 && settled >= totalWithTax) return 'paid'
  if (authorized > 0) return 'authorized'
  if (settled > 0 || payments.length === 0) return totalWithTax === 0 && state !== 'Cancelled' ? 'paid' : 'pending'
  const states = new Set(payments.map(({ state }) => state))
  if ([...states].every((state) => ['Declined', 'Error', 'Cancelled'].includes(state))) return 'failed'
  return states.has('Created') ? 'pending' : 'unknown'
}

function readShipment(
  { id, state, method, trackingCode, lines }: z.infer<typeof Fulfillment>,
  shippedAt: ReadonlyMap<string, Temporal.Instant>,
): ReadShipment {
  return {
    external: id,
    number: trackingCode?.trim() || null,
    carrierText: method?.trim() || null,
    shippedAt: shippedAt.get(id) ?? null,
    state: lookUp(shipmentStates, state) ?? 'pending',
    lines: lines.map(({ orderLineId, quantity }) => ({ external: orderLineId, quantity })),
  }
}

/** When each fulfilment first became shipped, from the history. */
function shippedTimes({ history }: Order): ReadonlyMap<string, Temporal.Instant> {
  const times = new Map<string, Temporal.Instant>()
  for (const { type, data, createdAt } of history?.items ?? []) {
    const id = Id.safeParse(data?.fulfillmentId).data
    const at = readInstant(createdAt)
    if (type !== 'ORDER_FULFILLMENT_TRANSITION' || data?.to !== 'Shipped' || !id || !at || times.has(id)) continue
    times.set(id, at)
  }
  return times
}

function readAddress(address: NonNullable<Order['shippingAddress']>): Address {
  const {
    fullName,
    company,
    streetLine1,
    streetLine2,
    city,
    province,
    postalCode,
    country,
    countryCode: code,
  } = address
  return {
    name: fullName?.trim() || null,
    lines: [company, streetLine1, streetLine2].flatMap((line) => line?.trim() || []),
    city: city?.trim() || null,
    region: province?.trim() || null,
    postal: postalCode?.trim() || null,
    country: countryCode(code) ?? countryCode(country),
  }
}

function readInstant(time: string | undefined): Temporal.Instant | undefined {
  try {
    return time ? Temporal.Instant.from(time.trim()) : undefined
  } catch {
    return undefined
  }
}

type Found = { readonly orders: readonly unknown[]; readonly reasons: readonly string[] }

/** The orders of one answer, and why there is none in each other field it holds. */
function ordersIn(answer: unknown): Found {
  const errors = errorsOf(answer)
  if (errors) return none(errors.failure.message)
  const body = bodyOf(answer)
  if (looksLikeOrder(body)) return { orders: [body], reasons: [] }
  const data = isRecord(body) && isRecord(body.data) ? body.data : undefined
  if (!data) return none('it has no "data", so it is not a GraphQL answer')
  const fields = Object.entries(data).map(([name, value]) => ordersOfField(name, value))
  if (fields.length === 0) return none('its "data" is empty')
  const orders = fields.flatMap((field) => field.orders)
  // What else was asked for in the same query is no fault of the order's.
  const telling = orders.length > 0 ? fields.filter((field) => field.orders.length > 0) : fields
  return { orders, reasons: telling.flatMap(({ reasons }) => reasons) }
}

function ordersOfField(name: string, value: unknown): Found {
  const field = name.slice(0, 60)
  if (looksLikeOrder(value)) return { orders: [value], reasons: [] }
  if (value === null) return none(`${field} is null`)
  if (!isRecord(value)) return none(`${field} is not an object`)
  if (typeof value.errorCode === 'string') {
    return none(`${field} failed with ${value.errorCode.slice(0, 80)}`)
  }
  if (name === 'orders' && Array.isArray(value.items)) {
    const items: readonly unknown[] = value.items
    const whole = items.filter(looksLikeOrder)
    if (whole.length === items.length && whole.length > 0) return { orders: whole, reasons: [] }
    const reason =
      items.length === 0
        ? 'its list is empty'
        : `${items.length - whole.length} of its list come without lines and total`
    return {
      orders: whole,
      reasons: [`${field}: ${reason}; ask for the fields of a whole order`],
    }
  }
  const isOrder = value.__typename === 'Order' || (typeof value.code === 'string' && typeof value.state === 'string')
  return none(
    isOrder
      ? `${field} gives only ${Object.keys(value).slice(0, 10).join(', ')}; ask for lines, totalWithTax and the rest`
      : `${field} is something else`,
  )
}

const none = (reason: string): Found => ({ orders: [], reasons: [reason] })

function looksLikeOrder(value: unknown): boolean {
  return isRecord(value) && typeof value.code === 'string' && Array.isArray(value.lines) && 'totalWithTax' in value
}

/** GraphQL answers errors with HTTP 200. */
const kinds: Readonly<Record<string, FailureKind>> = {
  FORBIDDEN: 'unauthorized',
  UNAUTHENTICATED: 'unauthorized',
  INTERNAL_SERVER_ERROR: 'unreachable',
  ENTITY_NOT_FOUND: 'not_found',
  TOO_MANY_REQUESTS: 'rate_limited',
}

const Errors = z.object({
  errors: z.array(z.object({ message: text, extensions: z.object({ code: text }).nullish().catch(undefined) })).min(1),
})

function errorsOf(answer: unknown): { readonly ok: false; readonly failure: Failure } | undefined {
  const status = isRecord(answer) && 'body' in answer && typeof answer.status === 'number' ? answer.status : 200
  const error = Errors.safeParse(bodyOf(answer)).data?.errors[0]
  if (!error && status < 400) return undefined
  const code = error?.extensions?.code?.trim() || (status < 400 ? 'GRAPHQL_ERROR' : `HTTP_${status}`)
  const kind = lookUp(kinds, code) ?? byHttp(status)
  const message = error?.message?.trim() || `Vendure answered with HTTP ${status}`
  return { ok: false, failure: { kind, code, message } }
}

function byHttp(status: number): FailureKind {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 404) return 'not_found'
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'unreachable' : 'rejected'
}

/** Of a recording, the body it wraps. */
function bodyOf(answer: unknown): unknown {
  return isRecord(answer) && 'body' in answer && !('data' in answer) ? answer.body : answer
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rejected(reason: string): Result<never, readonly RejectedRow[]> {
  return { ok: false, failure: [{ line: 0, reason }] }
}
