import type {
  CarrierExchange,
  ChangeKind,
  Level,
  OrderId,
  ParcelId,
  ReadOrder,
  Status,
  TenantId,
} from '../src/model/index.ts'
import { type Actor, type Context, connectCarrier, saveChangeRules } from '../src/service/index.ts'
import { deriveOrder, deriveParcels } from '../src/service/tracking/derive.ts'
import { findOrMakePerson } from '../src/store/index.ts'
import { type TestInstallation, shop } from './installation.ts'
import { answer, order, scan, upsNumber } from './worlds/journeys.ts'

export type Delivery = { readonly parcel: ParcelId; readonly order: OrderId; readonly number: string }

/** An order with one parcel whose newest scan says `status`. */
export async function delivery(
  ctx: Context,
  {
    status = 'in_transit',
    number = upsNumber(1),
    carrier = 'ups',
    over = {},
  }: { status?: Status; number?: string; carrier?: string; over?: Partial<ReadOrder> } = {},
): Promise<Delivery> {
  const held = order({
    shipments: [
      {
        external: 's',
        number,
        carrierText: null,
        shippedAt: null,
        state: 'shipped',
        lines: [{ external: 'a', quantity: 1 }],
      },
    ],
    ...over,
  })
  const receivedAt = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    const { id: person, key } = await findOrMakePerson(tx, held.customer, receivedAt)
    const { id } = await deriveOrder(tx, ctx, { shop, person, key, order: held, receivedAt })
    const parcels = [answer(number, [scan(status, '2026-11-19T09:00')])]
    const [parcel] = await deriveParcels(tx, ctx, { carrier, parcels, source: 'poll', receivedAt })
    if (!parcel) throw new Error('no parcel')
    return { parcel: parcel.id, order: id, number }
  })
}

/** The rest of what the merchant has to say: who the carrier may call, and what shoppers may do. */
export async function contactRules(ctx: Context, allowed: Partial<Record<ChangeKind, number>> = {}): Promise<void> {
  await saveChangeRules(ctx, {
    basedOn: null,
    rules: {
      allowed: Object.entries(allowed).map(([kind, minor]) => ({
        kind: kind as ChangeKind,
        limit: { minor, currency: 'USD' },
      })),
      contact: {
        name: 'Lampenladen',
        phone: '+15125550142',
        email: 'post@lamps.example',
        address: { name: null, lines: ['9 Harbor Rd'], city: 'Tacoma', region: 'WA', postal: '98402', country: 'US' },
      },
    },
  })
}

/** A merchant of their own with an account at UPS, which is at `url`. */
export async function merchant(
  installation: TestInstallation,
  name: string,
  { exchange, url }: { exchange: CarrierExchange | null; url: string },
): Promise<Context & { tenant: TenantId }> {
  const tenant = await installation.addTenant(name)
  const ctx = installation.context({ tenant, ...(exchange && { exchange }) })
  const settings = { clientId: 'sim-shop', clientSecret: 'sim-shop-secret' }
  await connectCarrier(ctx, { carrier: 'ups', settings, baseUrl: url })
  return ctx
}

export const shopper = (ctx: Context, level: Level, ...orders: readonly OrderId[]): Context => {
  const actor: Actor = { kind: 'shopper', level, orders, session: Buffer.alloc(16), person: null }
  return { ...ctx, actor }
}
