import type { z } from 'zod'
import {
  type Carrier,
  type CarrierChanges,
  type Failure,
  ok,
  type ReadAnswer,
  type ReadParcel,
  type Result,
} from '../../model/index.ts'
import type { Codes } from './meaning.ts'
import { parseJson, parseShape } from './parse.ts'
import { parcelOf, type Said } from './said.ts'
import { unfailing } from './unfailing.ts'
import { parseXml } from './xml.ts'

/**
 * A carrier as its connector describes it. An answer is split into slices, one a parcel, and a slice alone is read: so
 * a kept slice reads to the same parcel as the answer it came from.
 */
export type CarrierDescription<Answer, Slice> = Pick<
  Carrier,
  'id' | 'name' | 'defaultZone' | 'clock' | 'trackingUrl'
> & {
  readonly docs: string
  readonly aggregates?: boolean
  /** Every code the connector knows; null says nothing of where a parcel is. */
  readonly codes: Codes
  /** Codes of summaries, where they are not those of events. */
  readonly summaries?: Codes
  /** What its answers are written in; JSON if not said. */
  readonly format?: 'json' | 'xml'
  readonly answer: z.ZodType<Answer>
  /** `asked`: the numbers of the question where they are known, for answers that do not repeat them. */
  readonly split: (
    answer: Answer,
    asked: readonly string[],
  ) => { readonly slices: readonly unknown[]; readonly failures: readonly Failure[] }
  readonly slice: z.ZodType<Slice>
  /** The facts of a slice. */
  readonly says: (slice: Slice) => Said
  readonly calls?: Carrier['calls']
  readonly push?: Carrier['push']
  /** Kinds that are left out are asked for by the merchant. */
  readonly changes?: Partial<CarrierChanges>
  readonly changeCalls?: Carrier['changeCalls']
}

export type DescribedCarrier = Carrier & Pick<CarrierDescription<unknown, unknown>, 'docs' | 'format'>

const askedByTheMerchant: CarrierChanges = {
  redirect_to_address: { how: 'task' },
  hold_for_pickup: { how: 'task' },
  reschedule: { how: 'task' },
  return_to_sender: { how: 'task' },
}

export function defineCarrier<Answer, Slice>(description: CarrierDescription<Answer, Slice>): DescribedCarrier {
  const { answer: shape, split, slice: slicing, says, summaries, changes, ...rest } = description
  const { name, format = 'json' } = description

  const reread = (raw: unknown): Result<ReadParcel> => {
    const slice = parseShape(slicing, raw, `a part of an answer of ${name}`)
    if (!slice.ok) return slice
    const parcel = parcelOf(says(slice.value), { ...rest, summaries })
    return parcel.ok ? ok({ ...parcel.value, slice: raw }) : parcel
  }

  const read = (source: string, asked: readonly string[] = []): Result<ReadAnswer> => {
    const parsed = format === 'xml' ? parseXml(source) : parseJson(source)
    if (!parsed.ok) return parsed
    const answer = parseShape(shape, parsed.value, `an answer of ${name}`)
    if (!answer.ok) return answer
    const { slices, failures } = split(answer.value, asked)
    const parcels = slices.map(reread)
    return ok({
      parcels: parcels.flatMap((parcel) => (parcel.ok ? [parcel.value] : [])),
      failures: [...failures, ...parcels.flatMap((parcel) => (parcel.ok ? [] : [parcel.failure]))],
    })
  }

  return {
    aggregates: false,
    calls: null,
    push: null,
    changeCalls: null,
    ...rest,
    changes: { ...askedByTheMerchant, ...changes },
    format,
    read: unfailing(read),
    reread: unfailing(reread),
  }
}
