import { z } from 'zod'
import type { ReadShipment } from '../../../model/index.ts'
import { lookUp, many, text } from '../../kit/index.ts'
import { readInstant } from './time.ts'

/** WooCommerce had no field for tracking numbers for a decade: plugins and people put them wherever they found room. */
export function readShipments(order: Places): readonly ReadShipment[] {
  const found = [
    ...order.fulfillments.map(ofFulfillment),
    ...ofMeta(order.meta_data, []),
    ...order.line_items.flatMap(({ id, quantity, meta_data: meta }) =>
      ofMeta(meta, [{ external: id, quantity }], { line: true }),
    ),
    ...order.notes.flatMap(ofNote),
  ]
  const merged = new Map<string, ReadShipment>()
  for (const shipment of found) {
    const before = merged.get(shipment.external)
    merged.set(shipment.external, before ? merge(before, shipment) : shipment)
  }
  return withTheRest(order, [...merged.values()])
}

const Id = z.union([z.string().min(1), z.number().transform(String)])
export const Meta = many(z.object({ key: text, value: z.unknown().optional() }))
export const Fulfillment = z.object({
  id: Id,
  entity_id: text,
  status: text,
  date_updated: text,
  date_deleted: text,
  meta_data: Meta,
})
export const Note = z.object({ id: Id, note: text, date_created_gmt: text })

type Meta = z.infer<typeof Meta>
type Places = {
  readonly status: string
  readonly completedAt: Temporal.Instant | undefined
  readonly meta_data: Meta
  readonly line_items: readonly { readonly id: string; readonly quantity: number; readonly meta_data: Meta }[]
  readonly fulfillments: readonly z.infer<typeof Fulfillment>[]
  readonly notes: readonly z.infer<typeof Note>[]
}

/** The fulfilments of WooCommerce 10 and later, read from `/orders/ID/fulfillments`. */
function ofFulfillment(fulfillment: z.infer<typeof Fulfillment>): ReadShipment {
  const meta = new Map(fulfillment.meta_data.map(({ key, value }) => [key, value]))
  const number = cleanNumber(meta.get('_tracking_number'))
  const isOut = fulfillment.status === 'fulfilled'
  const items = z.array(z.object({ item_id: Id, qty: z.coerce.number().int().min(0) })).safeParse(meta.get('_items'))
  return {
    external: number ?? `fulfillment ${fulfillment.id}`,
    number,
    carrierText: words(meta.get('_shipment_provider')),
    shippedAt: isOut ? (readInstant(words(meta.get('_date_fulfilled'))) ?? null) : null,
    state: fulfillment.date_deleted ? 'cancelled' : isOut ? 'shipped' : 'pending',
    lines: (items.data ?? []).map(({ item_id: external, qty: quantity }) => ({ external, quantity })),
  }
}

/** Keys under which plugins keep a list of parcels: Shipment Tracking and AST; AfterShip; Orders Tracking, as JSON text. */
const lists: ReadonlySet<string> = new Set([
  '_wc_shipment_tracking_items',
  '_aftership_tracking_items',
  '_vi_wot_order_item_tracking_data',
])
/** Keys that hold one bare number, and where its carrier stands beside it. */
const singles: Readonly<Record<string, readonly string[]>> = {
  _tracking_number: ['_tracking_provider', '_shipment_provider', '_tracking_carrier'],
  tracking_number: ['tracking_provider', 'carrier', 'shipping_provider'],
  _aftership_tracking_number: ['_aftership_tracking_provider_name', '_aftership_tracking_provider'],
  ywot_tracking_code: ['ywot_carrier_name', 'ywot_carrier_id'],
}

const Tracked = z.object({
  tracking_number: z.unknown().optional(),
  tracking_provider: z.unknown().optional(),
  custom_tracking_provider: z.unknown().optional(),
  carrier_name: z.unknown().optional(),
  slug: z.unknown().optional(),
  date_shipped: z.unknown().optional(),
  products_list: z.unknown().optional(),
})

function ofMeta(meta: Meta, lines: ReadShipment['lines'], { line = false } = {}): ReadShipment[] {
  const shipments: ReadShipment[] = []
  for (const { key = '', value } of meta) {
    if (lists.has(key)) {
      const rows = z.array(Tracked).safeParse(unwrap(value)).data ?? []
      for (const row of rows) {
        const number = cleanNumber(row.tracking_number)
        if (!number) continue
        const carrier =
          words(row.tracking_provider) ??
          words(row.custom_tracking_provider) ??
          words(row.carrier_name) ??
          words(row.slug)
        const shippedAt = readInstant(words(row.date_shipped) ?? undefined) ?? null
        // The last number in a line's list is the one in use; without quantities the line's pieces are that parcel's.
        const inIt = line ? (row === rows.at(-1) ? lines : []) : listed(row.products_list)
        shipments.push({ external: number, number, carrierText: carrier, shippedAt, state: 'shipped', lines: inIt })
      }
    }
    const carrierKeys = lookUp(singles, key)
    const number = carrierKeys && cleanNumber(value)
    if (!carrierKeys || !number) continue
    const carrier = meta.find(({ key: other = '' }) => carrierKeys.includes(other))
    shipments.push({
      external: number,
      number,
      carrierText: words(carrier?.value),
      shippedAt: null,
      state: 'shipped',
      lines,
    })
  }
  return shipments
}

function listed(products: unknown): ReadShipment['lines'] {
  const Rows = z.array(z.object({ item_id: Id, qty: z.coerce.number().int().min(1) }))
  return (Rows.safeParse(products).data ?? []).map(({ item_id: external, qty: quantity }) => ({ external, quantity }))
}

/**
 * A number in a note counts only where its shape leaves no doubt (UPS, the postal union's S10) or the note calls it a
 * tracking number; the words between "via" and the number are the carrier.
 */
function ofNote({ note = '', date_created_gmt: writtenAt }: z.infer<typeof Note>): ReadShipment[] {
  const plain = note.slice(0, 5_000).replaceAll(/<[^<>]*>/g, ' ')
  const found = plain.matchAll(
    /\b(?:(1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2})|tracking (?:number|code|no\.?|id|#)s?(?: is|:)? {0,3}((?=[A-Z]*\d)[A-Z0-9]{8,34}))\b/gi,
  )
  return [...found].flatMap((match) => {
    const number = cleanNumber(match[1] ?? match[2])
    if (!number) return []
    const carrier =
      /\b(?:via|with|by) +([A-Z][\w&.]*(?: [A-Z][\w&.]*){0,3}) *[:,(]?(?: *(?:with )?tracking)?[^.]{0,12}$/.exec(
        plain.slice(0, match.index),
      )?.[1]
    const shippedAt = readInstant(writtenAt) ?? null
    return [{ external: number, number, carrierText: carrier ?? null, shippedAt, state: 'shipped', lines: [] }]
  })
}

/** The same number from two places is one parcel: what one place leaves out the other may know. */
function merge(first: ReadShipment, second: ReadShipment): ReadShipment {
  const known = new Set(first.lines.map(({ external }) => external))
  return {
    ...first,
    carrierText: first.carrierText ?? second.carrierText,
    shippedAt: first.shippedAt ?? second.shippedAt,
    lines: [...first.lines, ...second.lines.filter(({ external }) => !known.has(external))],
  }
}

/**
 * Completed means that all of it went out, unless a fulfilment says otherwise: the pieces that no place names were in the one
 * parcel that names none, or in one whose number nobody wrote down.
 */
function withTheRest(order: Places, shipments: readonly ReadShipment[]): readonly ReadShipment[] {
  const fulfilment = order.meta_data.find(({ key }) => key === '_fulfillment_status')?.value
  if (order.status !== 'completed' || (fulfilment !== undefined && fulfilment !== 'fulfilled')) return shipments
  const out = shipments.filter(({ state }) => state === 'shipped')
  const named = (id: string) =>
    out.flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.external === id ? line.quantity : 0), 0)
  const rest = order.line_items.flatMap(({ id, quantity }) =>
    quantity > named(id) ? [{ external: id, quantity: quantity - named(id) }] : [],
  )
  if (rest.length === 0) return shipments
  const bare = out.filter(({ lines }) => lines.length === 0)
  if (bare.length === 1)
    return shipments.map((shipment) => (shipment === bare[0] ? { ...shipment, lines: rest } : shipment))
  return [
    ...shipments,
    {
      external: 'completed',
      number: null,
      carrierText: null,
      shippedAt: order.completedAt ?? null,
      state: 'shipped',
      lines: rest,
    },
  ]
}

function unwrap(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value.slice(0, 100_000))
  } catch {
    return undefined
  }
}

function words(value: unknown): string | null {
  const found = text.safeParse(value).data?.trim()
  return found ? found.slice(0, 200) : null
}

/** As carriers write it, so that the same number from two places is the same. */
function cleanNumber(value: unknown): string | null {
  const bare = words(value)?.replaceAll(/[\s-]/g, '').toUpperCase()
  return bare && /^[0-9A-Z]{4,50}$/.test(bare) ? bare : null
}
