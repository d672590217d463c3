import type { Consignment, OrderScript } from '../orders.ts'
import { changesOf, newestOf } from '../orders.ts'
import { hasCome, instantOf, type JourneyClock } from '../journey.ts'

/** Vendure's GraphQL answer with these orders as they stand at an instant; null while none was placed. */
export function vendureOrders(
  scripts: readonly OrderScript[],
  clock: JourneyClock,
  now: Temporal.Instant,
): string | null {
  const items = scripts.filter(({ placedAt }) => hasCome(placedAt, clock, now)).map((one) => order(one, clock, now))
  return items.length === 0 ? null : JSON.stringify({ data: { orders: { items, totalItems: items.length } } })
}

export const vendureId = 'vendure'

function order(script: OrderScript, clock: JourneyClock, now: Temporal.Instant) {
  const { external, number, language, currency, customer, address, lines } = script
  const at = (hours: number) => instantOf(hours, clock).toString()
  const come = (hours: number | undefined) => hours !== undefined && hasCome(hours, clock, now)
  const out = script.consignments.filter(({ shippedAt }) => come(shippedAt))
  const total = lines.reduce((sum, { quantity, priceMinor }) => sum + quantity * priceMinor, 0)
  const { cancelledAt } = script
  const refunds = come(cancelledAt) ? [{ state: 'Settled', total }] : []
  return {
    __typename: 'Order',
    id: String(external),
    code: number,
    state: come(cancelledAt) ? 'Cancelled' : stateOf(script, out, come),
    active: false,
    createdAt: at(script.placedAt),
    updatedAt: (newestOf(changesOf(script), clock, now) ?? instantOf(script.placedAt, clock)).toString(),
    orderPlacedAt: at(script.placedAt),
    currencyCode: currency,
    totalWithTax: total,
    customer: {
      id: `c${external}`,
      firstName: customer.firstName,
      lastName: customer.lastName,
      emailAddress: customer.email,
      phoneNumber: customer.phone ?? '',
      languageCode: language,
    },
    shippingAddress: {
      fullName: address.name,
      streetLine1: address.lines[0] ?? '',
      streetLine2: address.lines[1] ?? '',
      city: address.city,
      province: address.region ?? '',
      postalCode: address.postal,
      countryCode: address.country,
    },
    lines: lines.map(({ title, sku, quantity, priceMinor }, i) => ({
      id: `${external}-${i}`,
      quantity,
      orderPlacedQuantity: quantity,
      unitPriceWithTax: priceMinor,
      productVariant: { name: title, sku },
    })),
    shippingLines: [{ shippingMethod: { name: 'Standard' } }],
    payments: [{ state: 'Settled', amount: total, createdAt: at(script.placedAt), refunds }],
    fulfillments: out.map((one, i) => fulfillment(one, `${external}-f${i}`, external, { at, come })),
    history: {
      items: out.map(({ shippedAt }, i) => ({
        createdAt: at(shippedAt),
        type: 'ORDER_FULFILLMENT_TRANSITION',
        data: { fulfillmentId: `${external}-f${i}`, from: 'Pending', to: 'Shipped' },
      })),
    },
  }
}

type Times = { readonly at: (hours: number) => string; readonly come: (hours: number | undefined) => boolean }

function fulfillment(
  { number, method, holds, shippedAt, later: next }: Consignment,
  id: string,
  order: number,
  { at, come }: Times,
) {
  const later = next && come(next.at) ? next : undefined
  return {
    id,
    state: later ? (later.state === 'delivered' ? 'Delivered' : 'Cancelled') : 'Shipped',
    method,
    trackingCode: number ?? '',
    createdAt: at(shippedAt),
    updatedAt: at(later?.at ?? shippedAt),
    lines: holds.map(({ line, quantity }) => ({ orderLineId: `${order}-${line}`, quantity })),
  }
}

/** As Vendure's own process moves an order: by how many of its pieces are in fulfilments. */
function stateOf({ lines }: OrderScript, out: readonly Consignment[], come: Times['come']): string {
  const pieces = (some: readonly Consignment[]) =>
    some.flatMap(({ holds }) => holds).reduce((sum, { quantity }) => sum + quantity, 0)
  const ordered = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const standing = out.filter(({ later }) => !(later?.state === 'cancelled' && come(later.at)))
  const arrived = standing.filter(({ later }) => later?.state === 'delivered' && come(later.at))
  if (standing.length === 0) return 'PaymentSettled'
  if (pieces(arrived) >= ordered) return 'Delivered'
  if (arrived.length > 0) return 'PartiallyDelivered'
  return pieces(standing) >= ordered ? 'Shipped' : 'PartiallyShipped'
}
