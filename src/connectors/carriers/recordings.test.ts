import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerToJson } from '../kit/index.ts'
import { carriers } from './index.ts'

/** Answers others recorded, and the facts in them. Not ours to ship: without them this is skipped. */
const shared = join(import.meta.dirname, '../../../../shared/data/carriers')

type Event = {
  readonly code: string | null
  readonly description: string | null
  readonly local_date: string | null
  readonly local_time: string | null
}
type Expected = {
  readonly shipments: readonly {
    readonly tracking_number: string
    readonly delivered: boolean | null
    readonly estimated_delivery: string | null
    readonly events: readonly Event[]
  }[]
  readonly messages: readonly { readonly code: string | null; readonly message: string | null }[]
}

/** Carriers nobody recorded with the facts beside: their own tests read what there is. */
const unrecorded = ['postnl']

/** Where the label beside an answer contradicts the answer. */
const mislabelled: Readonly<Record<string, string>> = {
  'shipengine/tracking.response.json': 'labelled in transit; its status is DE, delivered',
  'canadapost/tracking.response.xml': 'labelled in transit; it ends with 1496 and a signature',
}

/** Where a recording lists no events of a parcel whose answer holds some. */
const overlooked: Readonly<Record<string, string>> = {
  'australiapost/tracking.response.json': 'those of the articles of a consignment',
}
/** Where the recorder made a parcel of the question, though the answer is an error. */
const noParcel: ReadonlySet<string> = new Set(['shipengine/error.response.json'])

/** Where the same answer was recorded for several questions, and is labelled as often. */
const askedTwice: ReadonlySet<string> = new Set(['easypost/tracking.response.json', 'easypost/error.response.json'])
/** Where the recorder lost the half of the day, and wrote down 05:11 for what was sent as 5:11 PM. */
const halfDays: ReadonlySet<string> = new Set(['dpd/tracking.response.xml'])

const recordings = Object.values(carriers).flatMap((carrier) => {
  const folder = join(shared, carrier.id)
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => /\.response\.(?:json|xml)$/.test(file))
    .map((file) => ({
      carrier,
      file: `${carrier.id}/${file}`,
      source: readFileSync(join(folder, file), 'utf8'),
      expected: JSON.parse(
        readFileSync(join(folder, file.replace(/\.response\.\w+$/, '.expected.json')), 'utf8'),
      ) as Expected,
    }))
})

describe.skipIf(!existsSync(shared))('answers recorded by others', () => {
  it('are there for every carrier', () => {
    const recorded = new Set(recordings.map(({ carrier }) => carrier.id))
    expect(Object.keys(carriers).filter((id) => !recorded.has(id))).toEqual(unrecorded)
  })

  it.each(recordings)('$file: facts are exact', ({ carrier, file, source, expected }) => {
    // Some answers do not repeat the number, so that of the question goes with them.
    const asked = expected.shipments.map((shipment) => shipment.tracking_number)
    const answer = carrier.read(source, asked)
    const clock = (time: string) => (halfDays.has(file) ? halfDay(time) : time)
    if (!answer.ok) throw new Error(answer.failure.message)
    const { parcels, failures } = answerToJson(answer.value, carrier)
    const labelled = (noParcel.has(file) ? [] : expected.shipments).slice(0, askedTwice.has(file) ? 1 : undefined)
    const told = askedTwice.has(file) ? expected.messages.slice(0, 1) : expected.messages
    expect(
      parcels.map(({ number, delivered, estimatedDelivery, scans }, index) => ({
        number,
        delivered: file in mislabelled ? 'not told' : delivered,
        estimatedDelivery,
        events: leftOut(file, labelled[index])
          ? []
          : scans.map(({ code, text, localTime }) => lineOf(code, clock(localTime), text)).toSorted(),
      })),
    ).toEqual(
      labelled.map((shipment) => ({
        number: shipment.tracking_number,
        // Where the recording does not say, it is in transit.
        delivered: file in mislabelled ? 'not told' : (shipment.delivered ?? false),
        estimatedDelivery: shipment.estimated_delivery,
        events: shipment.events
          .map(({ code, local_date, local_time, description }) =>
            lineOf(code, clock(`${local_date}T${local_time ?? ''}`), description),
          )
          .toSorted(),
      })),
    )
    // A code nobody sent is "None" there.
    const sent = (code: string, index: number) => (told[index]?.code === 'None' ? 'None' : code)
    expect(failures.map(({ code, message }, index) => [sent(code, index), message])).toEqual(
      told.map(({ code, message }) => [code, message]),
    )
  })
})

const leftOut = (file: string, shipment: Expected['shipments'][number] | undefined) =>
  file in overlooked && shipment?.events.length === 0

const lineOf = (code: string | null, localTime: string, text: string | null) =>
  [code, localTime.slice(0, 10), localTime.slice(11, 16), text].join('|')

const halfDay = (time: string) =>
  time.replace(/T(\d\d)/, (_, hour: string) => `T${String(Number(hour) % 12).padStart(2, '0')}`)
