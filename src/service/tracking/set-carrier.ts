import { type ParcelId, noScans } from '../../model/index.ts'
import {
  type Key,
  type ParcelRow,
  type Tx,
  addRaw,
  addToOutbox,
  claimSlices,
  exchangeScans,
  forgetLooks,
  insertParcels,
  lockHistory,
  lockJourneys,
  lockParcels,
  normaliseTrackingNumber,
  openParcel,
  ordersOfParcels,
  parcelsById,
  personKeys,
  resealParcel,
  sealParcel,
  setCarrier,
  setParcelStates,
  setSealed,
} from '../../store/index.ts'
import { type Context, carrierName, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { statesOf } from './journeys.ts'
import { type ShownParcel, showParcel } from './show.ts'

/** The connector name under which the merchant's word on whose a parcel is, is kept and read again. */
export const chosenCarriers = 'chosen-carrier'

/** The merchant's word, as it is kept: of this generation of the number, which was held to be `from`'s. */
export type ChosenCarrier = {
  readonly number: string
  readonly generation: number
  readonly from: string | null
  readonly carrier: string
}

/**
 * Says whose a parcel is, against whatever its number looks like. What the wrong carrier said is kept, but counts for another
 * parcel from now on; the right one is asked as for a parcel nobody asked for yet. The same again changes nothing.
 */
export async function setParcelCarrier(
  ctx: Context,
  { id, carrier }: { id: ParcelId; carrier: string },
): Promise<ShownParcel> {
  requireScope(ctx, 'parcels:write')
  if (!ctx.carriers.has(carrier) && ctx.recognition.nameOf(carrier) === null) {
    throw new ServiceError(
      'CARRIER_UNKNOWN',
      `there is no carrier "${carrier}"; known are ${[...ctx.carriers.keys()].join(', ')}, and those that recognise names`,
    )
  }
  if (ctx.carriers.get(carrier)?.aggregates) {
    throw new ServiceError(
      'CARRIER_UNKNOWN',
      `${carrierName(ctx, carrier)} answers for others and carries nothing itself`,
    )
  }
  const now = ctx.clock.now()
  await ctx.store.as(ctx.tenant, async (tx) => {
    await lockHistory(tx, 'shared')
    const [known] = await parcelsById(tx, [id])
    if (!known) throw new ServiceError('PARCEL_NOT_FOUND', `no parcel ${id}`)
    const row = (await lockParcels(tx, [known.digest])).find((one) => one.id === id)
    const key = row && (await keyOf(tx, row))
    if (!row || !key) throw new ServiceError('PARCEL_NOT_FOUND', `no parcel ${id}`)
    if (row.carrier === carrier && row.chosen) return
    const { number } = openParcel(tx, key, row)
    const { generation, person, milestone, status } = row
    const said: ChosenCarrier = { number, generation, from: row.carrier, carrier }
    if (!(await choose(tx, row, said))) {
      throw new ServiceError(
        'CARRIER_TAKEN',
        `${carrierName(ctx, carrier)} has a parcel ${number} that belongs to another order; whose this one is can't be both`,
      )
    }
    await addRaw(
      tx,
      { source: 'merchant', connector: chosenCarriers, contentType: 'application/json', bytes: 0, receivedAt: now },
      [{ kind: 'parcel', subject: id, shop: null, person, key, body: { number, carrier, slice: said } }],
    )
    const named = (await lockParcels(tx, [row.digest])).filter((one) => one.generation === generation)
    await forgetLooks(
      tx,
      named.map((one) => one.id),
    )
    const [after] = await parcelsById(tx, [id])
    const orders = (await ordersOfParcels(tx, [id])).get(id) ?? []
    const body = { parcel: id, orders, milestone: after?.milestone ?? milestone, before: milestone, stored: 0 }
    await addToOutbox(tx, [{ key: id, kind: 'parcel.updated', body: { ...body, carrier: true } }], now)
    ctx.log.info({ parcel: id, from: row.carrier, carrier, before: status, after: after?.status }, 'parcel.carrier_set')
  })
  return showParcel(ctx, id)
}

/** The merchant's word once more, when history is derived again. */
export async function chooseAgain(tx: Tx, said: ChosenCarrier): Promise<void> {
  const digest = tx.key.index('tracking-number', normaliseTrackingNumber(said.number))
  const rows = (await lockParcels(tx, [digest])).filter(({ generation }) => generation === said.generation)
  // Where another reader recognises more today, it may be somebody else's already.
  const row =
    rows.find(({ carrier }) => carrier === said.from) ??
    rows.find(({ carrier }) => carrier === said.carrier) ??
    rows.find(({ chosen }) => !chosen)
  if (row) await choose(tx, row, said)
}

/** False where the number is another person's parcel with that carrier. */
async function choose(tx: Tx, row: ParcelRow, { number, carrier }: ChosenCarrier): Promise<boolean> {
  const key = await keyOf(tx, row)
  if (!key) return false
  const wrong = row.carrier
  if (wrong !== carrier) {
    const rows = await lockParcels(tx, [row.digest])
    const right = rows.find((one) => one.carrier === carrier && one.generation === row.generation)
    if (right && (wrong === null || (right.person !== null && right.person !== row.person))) return false
    const aside = right ?? (wrong === null ? undefined : await asideOf(tx, row, { number, wrong, key }))
    if (aside) await exchange(tx, { row, aside, key })
    // One of the two has no carrier for a moment: a number has one parcel of each.
    await setCarrier(tx, { id: row.id, carrier: null, chosen: false })
    if (aside) await setCarrier(tx, { id: aside.id, carrier: wrong, chosen: false })
  }
  await setCarrier(tx, { id: row.id, carrier, chosen: true })
  const changed = (await lockParcels(tx, [row.digest])).filter(({ generation }) => generation === row.generation)
  const journeys = changed.flatMap(({ journey }) => journey ?? [])
  const legs = await lockJourneys(tx, journeys)
  const states = await statesOf(tx, [...changed.filter(({ journey }) => journey === null), ...legs])
  await setParcelStates(
    tx,
    [...states].map(([id, state]) => ({ id, state })),
  )
  return true
}

async function keyOf(tx: Tx, { person }: ParcelRow): Promise<Key | undefined> {
  return person === null ? tx.key : (await personKeys(tx, [person])).get(person)
}

/** Where what the wrong carrier said goes; its own id, since the row it leaves may have been named after it. */
async function asideOf(
  tx: Tx,
  row: ParcelRow,
  { number, wrong, key }: { number: string; wrong: string; key: Key },
): Promise<ParcelRow> {
  const id = tx.key.id('parcel', wrong, normaliseTrackingNumber(number), row.generation, 'aside') as ParcelId
  const { digest, generation, openedAt, person } = row
  const sealed = sealParcel(tx, key, id, { number, carrierText: null })
  const fresh = { id, digest, carrier: null, generation, openedAt, person, estimate: null, heardAt: null, sealed }
  await insertParcels(tx, [{ ...fresh, state: noScans }])
  const made = (await lockParcels(tx, [digest])).find((one) => one.id === id)
  if (!made) throw new Error(`parcel ${id} was neither made nor found`)
  return made
}

/** Each takes the other's scans, under the key of the one whose parcel it is. */
async function exchange(tx: Tx, { row, aside, key }: { row: ParcelRow; aside: ParcelRow; key: Key }): Promise<void> {
  if (aside.person === null && row.person !== null) {
    const { carrier, openedAt } = aside
    const { person } = row
    const sealed = openParcel(tx, tx.key, aside)
    await resealParcel(tx, aside, {
      carrier,
      person,
      openedAt: openedAt ?? row.openedAt,
      from: tx.key,
      to: key,
      sealed,
    })
    await claimSlices(tx, aside.id, person, key)
  }
  await exchangeScans(tx, row.id, aside.id)
  const both = (await lockParcels(tx, [row.digest])).filter(({ id }) => id === row.id || id === aside.id)
  const opened = both.map((one) => ({ id: one.id, ...openParcel(tx, key, one) }))
  await setSealed(
    tx,
    opened.map(({ id, number, carrierText }) => {
      const facts = opened.find((other) => other.id !== id)?.facts
      return { id, sealed: sealParcel(tx, key, id, { number, carrierText, ...(facts && { facts }) }) }
    }),
  )
}
