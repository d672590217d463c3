import type { z } from 'zod'
import { type Carrier, type Failure, ok, type ReadParcel, type Result } from '../../model/index.ts'
import { parseJson, parseShape } from './parse.ts'
import { unfailing } from './unfailing.ts'
import { parseXml } from './xml.ts'

/**
 * A carrier as its connector describes it. An answer is split into slices, one a parcel, and a slice alone is read: so
 * a kept slice reads to the same parcel as the answer it came from.
 */
export type CarrierDescription<Answer, Slice> = Pick<
  Carrier,
  'id' | 'name' | 'defaultZone' | 'trackingUrl' | 'recognises' | 'codes'
> & {
  readonly docs: string
  /** What its answers are written in; JSON if not said. */
  readonly format?: 'json' | 'xml'
  readonly answer: z.ZodType<Answer>
  readonly split: (answer: Answer) => { readonly slices: readonly unknown[]; readonly failures: readonly Failure[] }
  readonly slice: z.ZodType<Slice>
  readonly read: (slice: Slice) => Result<Omit<ReadParcel, 'slice'>>
}

export type DescribedCarrier = Carrier & Pick<CarrierDescription<unknown, unknown>, 'docs' | 'format'>

export function defineCarrier<Answer, Slice>(description: CarrierDescription<Answer, Slice>): DescribedCarrier {
  const { id, name, docs, defaultZone, trackingUrl, recognises, codes, format = 'json' } = description

  const reread = (raw: unknown): Result<ReadParcel> => {
    const slice = parseShape(description.slice, raw, `a part of an answer of ${name}`)
    if (!slice.ok) return slice
    const parcel = description.read(slice.value)
    return parcel.ok ? ok({ ...parcel.value, slice: raw }) : parcel
  }

  const read: Carrier['read'] = (source) => {
    const parsed = format === 'xml' ? parseXml(source) : parseJson(source)
    if (!parsed.ok) return parsed
    const answer = parseShape(description.answer, parsed.value, `an answer of ${name}`)
    if (!answer.ok) return answer
    const { slices, failures } = description.split(answer.value)
    const parcels = slices.map(reread)
    return ok({
      parcels: parcels.flatMap((parcel) => (parcel.ok ? [parcel.value] : [])),
      failures: [...failures, ...parcels.flatMap((parcel) => (parcel.ok ? [] : [parcel.failure]))],
    })
  }

  return {
    id,
    name,
    docs,
    defaultZone,
    codes,
    format,
    trackingUrl,
    recognises,
    read: unfailing(read),
    reread: unfailing(reread),
  }
}
