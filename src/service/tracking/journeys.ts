import { type Leg, type ParcelId, type ParcelState, type StateScan, noScans, parcelState } from '../../model/index.ts'
import {
  type Key,
  type ParcelRow,
  type Tx,
  claimSlices,
  insertParcels,
  lockJourneys,
  lockParcels,
  normaliseTrackingNumber,
  openParcel,
  personKeys,
  resealParcel,
  sealParcel,
  setJourney,
  stateScans,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { recogniseCarrier } from './recognise-carrier.ts'

/** More carriers than this never had one parcel; a longer chain is numbers that belong to many. */
const mostLegs = 6

/**
 * Makes the other carriers' numbers that an answer names legs of one journey with its parcel, whichever was heard of first.
 * Left alone is a number of somebody else's parcel, and one that would be a second of its carrier: a pallet's, not a parcel's.
 */
export async function joinLegs(
  tx: Tx,
  ctx: Pick<Context, 'carriers' | 'recognition'>,
  row: ParcelRow,
  { number, legs }: { number: string; legs: readonly Leg[] },
): Promise<void> {
  let members = row.journey === null ? [row] : await lockJourneys(tx, [row.journey])
  for (const leg of legs) {
    const carrier = leg.number === null ? null : (knownCarrier(ctx, leg.carrier) ?? recogniseCarrier(ctx, leg.number))
    if (carrier === null || leg.number === null) continue
    if (normaliseTrackingNumber(leg.number) === normaliseTrackingNumber(number)) continue
    const found = await legRow(tx, row, { number: leg.number, carrier })
    if (!found || members.some(({ id }) => id === found.id)) continue
    const theirs = found.journey === null ? [found] : await lockJourneys(tx, [found.journey])
    const all = [...members, ...theirs]
    if (!isOneParcels(all)) continue
    members = await claimed(tx, all)
    const journey = members.map(({ id }) => id).toSorted()[0] ?? row.id
    const ids = members.map(({ id }) => id)
    await setJourney(tx, ids, journey)
    members = members.map((member) => ({ ...member, journey }))
  }
}

const knownCarrier = ({ carriers, recognition }: Pick<Context, 'carriers' | 'recognition'>, id: string | null) =>
  id !== null && (carriers.has(id) || recognition.nameOf(id) !== null) ? id : null

function isOneParcels(rows: readonly ParcelRow[]): boolean {
  const people = new Set(rows.flatMap(({ person }) => person ?? []))
  const carriers = rows.flatMap(({ carrier }) => carrier ?? [])
  return people.size <= 1 && new Set(carriers).size === carriers.length && rows.length <= mostLegs
}

/** The parcel under a leg's number, locked; made where nobody has spoken of it yet, so that it is asked for as well. */
async function legRow(
  tx: Tx,
  main: ParcelRow,
  { number, carrier }: { number: string; carrier: string },
): Promise<ParcelRow | undefined> {
  const digest = tx.key.index('tracking-number', normaliseTrackingNumber(number))
  const held = async () => (await lockParcels(tx, [digest])).filter((row) => row.carrier === carrier)
  const latest = (rows: readonly ParcelRow[]) => rows.toSorted((a, b) => b.generation - a.generation)[0]
  const found = latest(await held())
  if (found) return found
  const key = await keyOfPerson(tx, main)
  if (!key) return undefined
  const id = tx.key.id('parcel', carrier, normaliseTrackingNumber(number), 1) as ParcelId
  const { person, openedAt } = main
  const sealed = sealParcel(tx, key, id, { number, carrierText: null })
  const fresh = { id, digest, carrier, generation: 1, openedAt, person, estimate: null, heardAt: null, sealed }
  await insertParcels(tx, [{ ...fresh, state: noScans }])
  return latest(await held())
}

const keyOfPerson = async (tx: Tx, { person }: Pick<ParcelRow, 'person'>): Promise<Key | undefined> =>
  person === null ? tx.key : (await personKeys(tx, [person])).get(person)

/** What was nobody's among these is the person's whose the others are. */
export async function claimed(tx: Tx, rows: readonly ParcelRow[]): Promise<ParcelRow[]> {
  const owner = rows.find(({ person }) => person !== null)
  const key = owner && (await keyOfPerson(tx, owner))
  if (!owner || !key || owner.person === null) return [...rows]
  const { person, openedAt } = owner
  const done: ParcelRow[] = []
  for (const row of rows) {
    if (row.person !== null) {
      done.push(row)
      continue
    }
    const sealed = openParcel(tx, tx.key, row)
    await resealParcel(tx, row, { carrier: row.carrier, person, openedAt, from: tx.key, to: key, sealed })
    await claimSlices(tx, row.id, person, key)
    done.push({ ...row, person, openedAt, sealed: sealParcel(tx, key, row.id, sealed) })
  }
  return done
}

/** States of these parcels, each from all that the carriers of its journey told. */
export async function statesOf(
  tx: Tx,
  rows: readonly Pick<ParcelRow, 'id' | 'journey'>[],
): Promise<Map<ParcelId, ParcelState>> {
  const scans = await stateScans(
    tx,
    rows.map(({ id }) => id),
  )
  const together = Map.groupBy(rows, ({ id, journey }) => journey ?? id)
  return new Map(
    [...together.values()].flatMap((legs) => {
      const told = legs.flatMap(({ id }) => (scans.get(id) ?? []).map((scan): StateScan => ({ ...scan, leg: id })))
      const state = parcelState(told)
      return legs.map(({ id }): [ParcelId, ParcelState] => [id, state])
    }),
  )
}
