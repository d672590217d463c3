import {
  type Carrier,
  type CarrierAccount,
  type CarrierExchange,
  type ChangeCalls,
  type ChangeKind,
  type ChangeWay,
  type OrderId,
  type ParcelId,
  type Party,
} from '../../model/index.ts'
import {
  type Key,
  type ParcelRow,
  type Tx,
  keysOfOrders,
  openCarrierAccounts,
  openParcel,
  ordersById,
  ordersOfParcels,
  parcelsById,
  personKeys,
} from '../../store/index.ts'
import { type Context, carrierName, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { type ChangeRulesVersion, standingRules } from './rules.ts'
import { isAtLeast } from './who.ts'

/** A parcel somebody may change, with all a change of it needs. */
export type Subject = {
  readonly parcel: ParcelRow
  readonly number: string
  readonly key: Key
  readonly orders: readonly OrderId[]
  readonly carrier: Carrier | undefined
  /** As people call it. */
  readonly carrierName: string
  readonly account: CarrierAccount | undefined
  /** Where it goes; undefined while no order with it is known. */
  readonly to: Party | undefined
  readonly rules: ChangeRulesVersion['rules']
}

/** Whose parcel it is decides before anything is said of it: to anybody else there is none. */
export async function subjectOf(
  tx: Tx,
  ctx: Context,
  id: ParcelId,
  scope: 'parcels:read' | 'parcels:write',
): Promise<Subject> {
  const { actor } = ctx
  if (actor.kind !== 'shopper') requireScope(ctx, scope)
  const [parcel] = await parcelsById(tx, [id])
  const orders = (await ordersOfParcels(tx, [id])).get(id) ?? []
  const mine =
    actor.kind !== 'shopper' ||
    (isAtLeast(actor.level, 'L1') && orders.some((order) => actor.orders.includes(order)) && parcel?.person !== null)
  if (!parcel || !mine) throw noParcel(id)
  const keys = keysOfOrders(tx, orders)
  const rows = await ordersById(
    tx,
    orders,
    keys.then((held) => (person) => {
      const key = held.get(person)
      if (!key) throw new Error(`no key for person ${person}`)
      return key
    }),
  )
  // A number that two people's orders name is its holder's alone.
  const own = rows.filter(({ person }) => person === parcel.person)
  const shown = actor.kind === 'shopper' ? own.filter((order) => actor.orders.includes(order.id)) : own
  if (actor.kind === 'shopper' && shown.length === 0) throw noParcel(id)
  const key = parcel.person === null ? tx.key : (await personKeys(tx, [parcel.person])).get(parcel.person)
  if (!key) throw new Error(`no key for parcel ${id}`)
  const carrier = parcel.carrier === null ? undefined : ctx.carriers.get(parcel.carrier)
  const [order] = shown
  const name = [order?.customer.firstName, order?.customer.lastName].filter(Boolean).join(' ')
  const address = order?.shippingAddress
  return {
    parcel,
    number: openParcel(tx, key, parcel).number,
    key,
    orders: shown.map((one) => one.id),
    carrier,
    carrierName: parcel.carrier === null ? 'the carrier' : carrierName(ctx, parcel.carrier),
    account: (await openCarrierAccounts(tx)).find((account) => account.carrier === parcel.carrier),
    to:
      order && address
        ? { name: address.name ?? name, phone: order.customer.phone, email: order.customer.email, address }
        : undefined,
    rules: (await standingRules(tx)).rules,
  }
}

const noParcel = (id: string) => new ServiceError('PARCEL_NOT_FOUND', `no parcel ${id}`)

/** Carriers nobody wrote a reader for are asked by the merchant. */
export const wayOf = ({ carrier }: Pick<Subject, 'carrier'>, kind: ChangeKind): ChangeWay =>
  carrier?.changes[kind] ?? { how: 'task' }

/** The page of the carrier's where the shopper changes it; null where it is changed in another way. */
export const pageOf = ({ carrier, number }: Pick<Subject, 'carrier' | 'number'>, way: ChangeWay): string | null =>
  way.how === 'link' && carrier ? (way.url ?? carrier.trackingUrl)(number) : null

/** What an API change needs beside the carrier's word; undefined where one part is missing. */
export type Line = {
  readonly exchange: CarrierExchange
  readonly calls: ChangeCalls
  readonly account: CarrierAccount
  readonly from: Party
  readonly to: Party
}

export function lineOf({ exchange }: Context, { carrier, account, to, rules }: Subject): Line | undefined {
  const calls = carrier?.changeCalls
  const from = rules.contact
  return exchange && calls && account && from && to ? { exchange, calls, account, from, to } : undefined
}
