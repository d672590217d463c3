import type { z } from 'zod'
import {
  ok,
  type ReadOrder,
  type RejectedRow,
  type Result,
  type Shop,
  type ShopFormat,
  type ShopWebhook,
} from '../../model/index.ts'
import { parseShape } from './parse.ts'
import { unfailing } from './unfailing.ts'

export type Split = {
  /** One an order, with the line of the file it begins on. */
  readonly slices: readonly { readonly line: number; readonly slice: unknown }[]
  readonly rejected: readonly RejectedRow[]
  readonly skipped?: readonly RejectedRow[]
  readonly fields: Readonly<Record<string, string>>
}

/** A shop as its connector describes it: a file is split into slices, one an order, and a slice alone is read. */
export type ShopDescription<Slice> = Pick<Shop, 'id' | 'name'> & {
  /** JSON unless said otherwise. */
  readonly format?: ShopFormat
  readonly docs: string
  readonly webhook?: ShopWebhook
  readonly split: (file: string, options: Parameters<Shop['read']>[1]) => Result<Split>
  readonly slice: z.ZodType<Slice>
  /** The reason why it is not an order, else. */
  readonly read: (slice: Slice) => Result<ReadOrder, readonly RejectedRow[]>
}

export function defineShop<Slice>(description: ShopDescription<Slice>): Shop & { readonly docs: string } {
  const { id, name, docs, format = 'json', webhook = null } = description

  const readSlice = (raw: unknown, line: number): Result<ReadOrder, readonly RejectedRow[]> => {
    const slice = parseShape(description.slice, raw, `an order of ${name}`)
    if (!slice.ok) return { ok: false, failure: [{ line, reason: slice.failure.message }] }
    const order = description.read(slice.value)
    if (order.ok) return order
    return { ok: false, failure: order.failure.map((row) => (row.line > 0 ? row : { ...row, line })) }
  }

  const read: Shop['read'] = (file, options) => {
    const split = description.split(file, options)
    if (!split.ok) return split
    const { slices, fields, skipped = [] } = split.value
    const read = slices.map(({ line, slice }) => ({ slice, order: readSlice(slice, line) }))
    return ok({
      orders: read.flatMap(({ slice, order }) => (order.ok ? [{ order: order.value, slice }] : [])),
      rejected: [...split.value.rejected, ...read.flatMap(({ order }) => (order.ok ? [] : order.failure))].toSorted(
        (a, b) => a.line - b.line,
      ),
      skipped,
      fields,
    })
  }

  const reread: Shop['reread'] = (slice) => {
    const order = readSlice(slice, 1)
    if (order.ok) return order
    const message = order.failure.map(({ reason }) => reason).join('; ')
    return { ok: false, failure: { kind: 'malformed', code: 'NOT_AN_ORDER', message } }
  }

  return { id, name, docs, format, webhook, read: unfailing(read), reread: unfailing(reread) }
}
