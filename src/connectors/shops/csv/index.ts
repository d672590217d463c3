import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import {
  failed,
  minorDigits,
  type Money,
  ok,
  type ReadLine,
  type ReadOrder,
  type ReadShipment,
  type RejectedRow,
  type Result,
} from '../../../model/index.ts'
import { countryCode, defineShop, lookUp, type Split, tooLarge } from '../../kit/index.ts'
import { type Columns, type Field, matchColumns } from './fields.ts'
import { type Decimal, decimalOf, type Read, readDate, readMoment, readMoney, readQuantity } from './values.ts'

/**
 * Orders from a table with a header: one row a line item, rows with the same number are one order. Without a column that
 * says when an order last changed, it counts as changed when the file is read, so that a newer file wins.
 */
export const csv = defineShop({
  id: 'csv',
  name: 'CSV file',
  format: 'csv',
  docs: 'https://www.rfc-editor.org/rfc/rfc4180',

  split(file, { map, now }) {
    const table = readTable(file)
    if (!table.ok) return table
    const { header, rows } = table.value
    const matched = matchColumns(header, map)
    if (!matched.ok) return failed({ kind: 'rejected', code: matched.code, message: matched.message })
    const { columns } = matched
    const named = rows.map((row) => ({
      line: row.line,
      cells: pickCells(row.cells, columns),
      extra: row.cells.slice(header.length),
    }))
    const decimal = decimalOf(named.flatMap(({ cells }) => [cells.price ?? '', cells.total ?? '']))
    const rejected: RejectedRow[] = []
    const orders = new Map<string, Row[]>()
    for (const { line, cells, extra } of named) {
      if (extra.some(Boolean)) {
        rejected.push({ line, reason: `${header.length + extra.length} cells where the header has ${header.length}` })
      } else if (!cells.number) rejected.push({ line, reason: 'no order number' })
      if (!cells.number) continue
      const order = orders.get(cells.number) ?? []
      order.push({ line, cells, ...(extra.some(Boolean) ? { broken: true } : {}) })
      orders.set(cells.number, order)
    }
    // A part of an order is worse than none of it.
    const whole = [...orders.values()].filter((rows) => !rows.some(({ broken }) => broken))
    return ok({
      slices: whole.map((rows) => ({
        line: rows[0]?.line ?? 1,
        slice: { rows, decimal, readAt: now.toString() } satisfies Slice,
      })),
      rejected,
      fields: shownFields(columns, header),
    } satisfies Split)
  },

  slice: z.lazy(() => Slice),
  read({ rows, decimal, readAt }) {
    const reasons: RejectedRow[] = []
    const [first] = rows
    if (!first) return { ok: false, failure: [{ line: 0, reason: 'no rows' }] }
    const number = first.cells.number ?? ''
    const reject = (reason: string, line = first.line) =>
      void reasons.push({ line, reason: `order ${number}: ${reason}` })
    /** What a column says of the whole order: the same in all rows that say it. */
    const one = (field: Field): string => {
      const said = rows.filter(({ cells }) => cells[field])
      const other = said.find(({ cells }) => cells[field]?.toLowerCase() !== said[0]?.cells[field]?.toLowerCase())
      if (other) reject(`lines ${said[0]?.line} and ${other.line} contradict each other in ${field}`, other.line)
      return said[0]?.cells[field] ?? ''
    }
    const take = <Value>(read: Read<Value>, line?: number): Value | undefined => {
      if (read.ok) return read.value
      reject(read.why, line)
      return undefined
    }

    const zone = one('zone') || 'UTC'
    const now = Temporal.Instant.from(readAt)
    const placedAt = readTime(one('placedAt'), zone, now, 'when it was placed', take, reject)
    const updatedCell = one('updatedAt')
    const updatedAt = updatedCell ? readTime(updatedCell, zone, now, 'when it changed', take, reject) : now
    const currency = one('currency').toUpperCase()
    const known = minorDigits(currency) !== undefined
    if (!currency) reject('no currency')
    else if (!known) reject(`currency ${JSON.stringify(currency.slice(0, 20))} is not one of ISO 4217`)

    const statuses = rows.map(({ line, cells }) => readStatus(cells.status ?? '', (reason) => reject(reason, line)))
    const said = statuses.filter((status) => status !== undefined)
    const state = one('cancelledAt') === '' ? (common(said.map(({ state }) => state)) ?? 'open') : 'cancelled'
    const lines = rows.flatMap(({ line, cells }, index) => {
      if (!cells.title && !cells.sku) return []
      const ordered = cells.quantity ? take(readQuantity(cells.quantity), line) : reject('no quantity', line)
      const unitPrice = cells.price && known ? take(readMoney(cells.price, currency, decimal), line) : null
      const cancelled = state === 'cancelled' || statuses[index]?.state === 'cancelled'
      if (ordered === 0 && !cancelled) reject('quantity 0 in a line that is not cancelled', line)
      return [{ line, cells, ordered: ordered ?? 0, cancelled, unitPrice: unitPrice ?? null }]
    })
    if (lines.length === 0) reject('no lines: none of its rows names an item')
    const totalCell = one('total')
    const total = known && (totalCell ? take(readMoney(totalCell, currency, decimal)) : sumOf(lines, currency, reject))
    const email = one('email')
    if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) reject('its e-mail address is not one')
    const promisedCell = one('promised')
    const promised = promisedCell ? take(readDate(promisedCell)) : null
    if (
      promised &&
      placedAt &&
      Temporal.Instant.compare(promised.toZonedDateTime('UTC').toInstant(), placedAt.add({ hours: -48 })) < 0
    ) {
      reject(`promised for ${promised.toString()}, before it was placed`)
    }

    const withIds = identify(lines)
    const shipments = readShipments(rows, withIds, { zone, now, state, take, reject })
    const customer = readCustomer(one, email)
    const shippingAddress = readAddress(one, customer)
    const payment = readPayment(one('payment'), common(said.map(({ payment }) => payment)))
    const external = one('external') || number
    const any = (field: Field) => rows.find(({ cells }) => cells[field])?.cells[field] ?? ''
    if (reasons.length > 0 || !placedAt || !updatedAt || !total) return { ok: false, failure: reasons }
    return ok({
      external,
      number,
      placedAt,
      updatedAt,
      state,
      payment,
      language: languageTag(any('language')),
      customer,
      shippingAddress,
      shippingMethod: any('shippingMethod') || null,
      promised: promised ?? null,
      total,
      lines: withIds.map(({ external, cells, ordered, cancelled, unitPrice }): ReadLine => ({
        external,
        title: cells.title || cells.sku || external,
        variant: cells.variant || null,
        sku: cells.sku || null,
        quantity: cancelled ? 0 : ordered,
        ordered,
        unitPrice,
      })),
      shipments,
      instructions: any('instructions') || null,
    } satisfies ReadOrder)
  },
})

const Cells = z.record(z.string(), z.string())
const Slice = z.object({
  rows: z.array(z.object({ line: z.int(), cells: Cells })).min(1),
  decimal: z.enum(['.', ',', 'both']).nullable(),
  readAt: z.string().refine((time) => {
    try {
      return Boolean(Temporal.Instant.from(time))
    } catch {
      return false
    }
  }, 'expected an instant'),
})
type Slice = { rows: Row[]; decimal: Decimal | null | 'both'; readAt: string }
type Cells = Partial<Record<Field, string>>
type Row = { line: number; cells: Cells; broken?: boolean }
/** Gives undefined, so that a value can be rejected in the place where it is missing. */
type Reject = (reason: string, line?: number) => undefined
type Take = <Value>(read: Read<Value>, line?: number) => Value | undefined
type ParsedLine = {
  readonly line: number
  readonly cells: Cells
  readonly ordered: number
  readonly cancelled: boolean
  readonly unitPrice: Money | null
}

type Table = {
  readonly header: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

function readTable(file: string): Result<Table> {
  const large = tooLarge(file)
  if (large) return large
  const broken = (code: string, message: string): Result<never> => failed({ kind: 'malformed', code, message })
  if (/[\uFFFD\0]/.test(file))
    return broken('NOT_UTF8', 'the file is not UTF-8; save it as "CSV UTF-8" and read it again')
  try {
    const records = parse(file, {
      bom: true,
      delimiter: delimiterOf(file),
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; raw: string; info: { lines: number } }[]
    const rows = records.map(({ record, raw, info }) => ({
      // `lines` is where the record ends; a quoted cell can span several, and blank lines come along in front.
      line: info.lines - (raw.replaceAll(/^[\r\n]+|(?:\r\n|\r|\n)$/g, '').match(/\r\n|\r|\n/g)?.length ?? 0),
      cells: record.map((cell) => cell.trim()),
    }))
    const [header, ...body] = rows.filter(({ cells }) => cells.some(Boolean))
    if (!header) return broken('EMPTY_FILE', 'the file is empty; expected a header and one row for each line item')
    if (body.length === 0) return broken('NO_ROWS', 'the file has a header and no rows')
    return ok({ header: header.cells, rows: body })
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 120) : ''
    return broken('NOT_CSV', `not readable as CSV: ${detail.replaceAll(/"[^"]*"/g, '""')}`)
  }
}

/** The sign that parts most cells of the first line, outside quotes. */
function delimiterOf(file: string): string {
  const firstLine = /^\uFEFF?([^\r\n]*)/.exec(file)?.[1] ?? ''
  const outside = firstLine.replaceAll(/"[^"]*"/g, '')
  const counted = [',', ';', '\t', '|'].map((sign) => ({ sign, count: outside.split(sign).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).sign
}

function pickCells(cells: readonly string[], columns: Columns): Cells {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([field, source]) => {
      const cell = 'constant' in source ? source.constant : (cells[source.column] ?? '')
      return cell === '' ? [] : [[field, cell]]
    }),
  )
}

function shownFields(columns: Columns, header: readonly string[]): Record<string, string> {
  const shown = Object.fromEntries(
    Object.entries(columns).map(([field, source]) => [
      field,
      'constant' in source ? `=${source.constant}` : (header[source.column] ?? ''),
    ]),
  )
  return {
    ...shown,
    ...(columns.updatedAt ? {} : { updatedAt: '(when the file is read)' }),
    ...(columns.zone ? {} : { zone: '(UTC, for times without an offset)' }),
    ...(columns.total ? {} : { total: '(sum of quantity × price)' }),
  }
}

function readTime(
  cell: string,
  zone: string,
  now: Temporal.Instant,
  what: string,
  take: Take,
  reject: Reject,
): Temporal.Instant | undefined {
  if (!cell) return reject(`no date that says ${what}`)
  const time = take(readMoment(cell, zone))
  if (time && Temporal.Instant.compare(time, now.add({ hours: 48 })) > 0) {
    return reject(`date ${JSON.stringify(cell.slice(0, 40))} is more than two days ahead`)
  }
  return time
}

/** What all say; undefined where they differ. */
function common<Value>(values: readonly Value[]): Value | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined
}

type Status = { readonly state: ReadOrder['state']; readonly payment?: ReadOrder['payment'] }

/** Words of order states in Shopify, WooCommerce, Magento and plain English. */
const statuses: Readonly<Record<string, Status>> = {
  open: { state: 'open' },
  new: { state: 'open' },
  pending: { state: 'open', payment: 'pending' },
  pendingpayment: { state: 'open', payment: 'pending' },
  onhold: { state: 'open', payment: 'pending' },
  holded: { state: 'open' },
  processing: { state: 'open', payment: 'paid' },
  paid: { state: 'open', payment: 'paid' },
  confirmed: { state: 'open' },
  unfulfilled: { state: 'open' },
  partiallyshipped: { state: 'open' },
  partiallyfulfilled: { state: 'open' },
  shipped: { state: 'open' },
  fulfilled: { state: 'open' },
  failed: { state: 'open', payment: 'failed' },
  complete: { state: 'completed' },
  completed: { state: 'completed', payment: 'paid' },
  delivered: { state: 'completed' },
  closed: { state: 'completed' },
  archived: { state: 'completed' },
  refunded: { state: 'completed', payment: 'refunded' },
  cancelled: { state: 'cancelled' },
  canceled: { state: 'cancelled' },
  voided: { state: 'cancelled' },
}

const payments: Readonly<Record<string, ReadOrder['payment']>> = {
  pending: 'pending',
  unpaid: 'pending',
  partiallypaid: 'pending',
  authorized: 'authorized',
  paid: 'paid',
  partiallyrefunded: 'partially_refunded',
  refunded: 'refunded',
  voided: 'failed',
  failed: 'failed',
  expired: 'failed',
}

const word = (cell: string) =>
  cell
    .toLowerCase()
    .replace(/^wc-/, '')
    .replaceAll(/[^a-z]/g, '')

function readStatus(cell: string, reject: Reject): Status | undefined {
  if (!cell) return undefined
  const status = lookUp(statuses, word(cell))
  if (!status)
    reject(`status ${JSON.stringify(cell.slice(0, 40))} is not known; known are ${Object.keys(statuses).join(', ')}`)
  return status
}

function readPayment(cell: string, implied: ReadOrder['payment'] | undefined): ReadOrder['payment'] {
  return (cell ? lookUp(payments, word(cell)) : implied) ?? 'unknown'
}

function sumOf(lines: readonly ParsedLine[], currency: string, reject: Reject): Money | undefined {
  let minor = 0
  for (const { line, cells, ordered, unitPrice } of lines) {
    if (!unitPrice) return cells.price ? undefined : reject('neither a total nor a price', line)
    minor += ordered * unitPrice.minor
  }
  return { minor, currency }
}

/** A line keeps its id when the next export lists the rows in another order: its own id, else its SKU, else its place. */
function identify(lines: readonly ParsedLine[]): (ParsedLine & { readonly external: string })[] {
  const seen = new Map<string, number>()
  return lines.map((line, index) => {
    const base = line.cells.lineId || line.cells.sku || String(index + 1)
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    return { ...line, external: count === 1 ? base : `${base}/${count}` }
  })
}

const shipmentStates: Readonly<Record<string, ReadShipment['state']>> = {
  unfulfilled: 'pending',
  pending: 'pending',
  processing: 'pending',
  delivered: 'delivered',
  completed: 'delivered',
  cancelled: 'cancelled',
  canceled: 'cancelled',
}

/** One parcel for each tracking number, with the lines of the rows that name it. */
function readShipments(
  rows: readonly Row[],
  lines: readonly (ParsedLine & { readonly external: string })[],
  {
    zone,
    now,
    state,
    take,
    reject,
  }: { zone: string; now: Temporal.Instant; state: ReadOrder['state']; take: Take; reject: Reject },
): ReadShipment[] {
  const parcels = new Map<string, Row[]>()
  for (const row of rows) {
    const number = row.cells.tracking
    if (!number) continue
    if (/[,;|]/.test(number) || number.split(/\s+/).filter((part) => part.length >= 8).length > 1) {
      reject('one cell holds several tracking numbers; write a row for each parcel', row.line)
      continue
    }
    const parcel = parcels.get(number)
    if (parcel) parcel.push(row)
    else parcels.set(number, [row])
  }
  const byRow = new Map(lines.map((line) => [line.line, line]))
  return [...parcels].map(([number, rows]) => {
    const say = (field: Field) => rows.find(({ cells }) => cells[field])?.cells[field] ?? ''
    const shipped = say('shippedAt')
    const shippedAt = shipped ? readTime(shipped, zone, now, 'when it was shipped', take, reject) : undefined
    const told =
      lookUp(shipmentStates, word(say('shipment'))) ?? (word(say('status')) === 'delivered' ? 'delivered' : 'shipped')
    return {
      external: number,
      number,
      carrierText: say('carrier') || null,
      shippedAt: shippedAt ?? null,
      state: state === 'cancelled' && told === 'pending' ? 'cancelled' : told,
      lines: rows.flatMap(({ line }) => {
        const held = byRow.get(line)
        return held ? [{ external: held.external, quantity: held.ordered }] : []
      }),
    }
  })
}

function readCustomer(one: (field: Field) => string, email: string): ReadOrder['customer'] {
  const [first, last, whole] = [one('firstName'), one('lastName'), one('customerName')]
  const parted = /^(\S+)\s+(.+)$/.exec(whole)
  return {
    email: email || null,
    phone: one('phone').replace(/^'/, '') || null,
    firstName: first || (last ? '' : (parted?.[1] ?? whole)) || null,
    lastName: last || (first ? '' : (parted?.[2] ?? '')) || null,
  }
}

function readAddress(one: (field: Field) => string, customer: ReadOrder['customer']): ReadOrder['shippingAddress'] {
  const parts = [one('company'), one('address1'), one('address2')].filter(Boolean)
  const [city, region, country] = [one('city'), one('region'), one('country')]
  // Shopify puts an apostrophe before a postcode so that spreadsheets keep its zeros.
  const postal = one('postal').replace(/^'/, '')
  const named = one('shippingName') || [one('shippingFirstName'), one('shippingLastName')].filter(Boolean).join(' ')
  if (!named && parts.length === 0 && !city && !postal && !country) return null
  return {
    name: named || [customer.firstName, customer.lastName].filter(Boolean).join(' ') || null,
    lines: parts,
    city: city || null,
    region: region || null,
    postal: postal || null,
    country: countryCode(country),
  }
}

function languageTag(cell: string): string | null {
  try {
    return cell ? (Intl.getCanonicalLocales(cell.replace('_', '-'))[0] ?? null) : null
  } catch {
    return null
  }
}
