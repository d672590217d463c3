import type { DemoPage } from '../../../web/rendering.ts'
import type { OrderId, ShopId } from '../../model/index.ts'
import { type Context, makeLink, trackedOrders, viewOfOrder } from '../../service/index.ts'
import { hasCome, type JourneyClock } from '../../simulator/index.ts'
import { listShops, saveShop, shopSince } from '../../store/index.ts'
import { type DemoOrder, tellingOrders } from './orders.ts'
import { placedOrders, play, readTold } from './play.ts'
import { type Player, startPlayer } from './player.ts'
import { products } from './products.ts'
import { disputed, questions, watched } from './questions.ts'
import { demoShop } from './shop.ts'
import { DemoShopTaken } from './taken.ts'
import { clockFrom, demoOrders } from './world.ts'

/** What other parts of the installation give the demo; what is missing is neither printed nor shown. */
export type DemoParts = {
  /** Where mails can be read before a mail server is set. */
  readonly mailbox?: { readonly path: string }
  /** A one-time sign-in to the merchant's pages, as a path. */
  readonly signIn?: (ctx: Context) => Promise<string>
  /** The chat widget: where its script lies, and the key it names its shop by. */
  readonly widget?: {
    readonly path: string
    readonly key: (
      ctx: Context,
      input: { readonly shop: ShopId; readonly origins: readonly string[] },
    ) => Promise<string>
  }
  /** Saves what the shop promises its customers, once. */
  readonly policies?: (ctx: Context, shop: ShopId) => Promise<void>
}

export type Demo = {
  readonly parts: DemoParts
  /** Plays on; before, only what had happened by the opening is told. */
  readonly run: () => Player
  /** A fresh tracking link's secret for one of the demo's own orders; null for any other number. */
  readonly linkTo: (number: string) => Promise<string | null>
  /** A tracking link's secret for an order that moves soon; null when all has come to rest. */
  readonly watch: () => Promise<string | null>
  readonly page: (input: { readonly language: string; readonly origin: string }) => Promise<DemoPage>
}

/** Makes the demo, or goes on with the one that is there; either way it stands where its clock says when this returns. */
export async function openDemo(ctx: Context, parts: DemoParts = {}): Promise<Demo> {
  const held = (await ctx.store.as(ctx.tenant, (tx) => listShops(tx))).find(({ id }) => id === demoShop.id)
  if (held && held.name !== demoShop.name)
    throw new DemoShopTaken(
      `there is a shop "${held.id}" (${held.name}) that is not the demo's; start with --no-demo, or on another folder`,
    )
  if (!held) await ctx.store.as(ctx.tenant, (tx) => saveShop(tx, demoShop, ctx.clock.now()))
  const since = await ctx.store.as(ctx.tenant, (tx) => shopSince(tx, demoShop.id))
  if (!since) throw new Error('the demo shop was saved and is not there')
  const clock = clockFrom(since)
  const orders = demoOrders
  if (!held) await parts.policies?.(ctx, demoShop.id)
  const told = await play(ctx, await readTold(ctx, orders, clock), { orders, clock })
  const tellingNow = () => placedOrders(ctx, tellingOrders, clock)
  let key: Promise<string> | undefined
  return {
    parts,
    run: () => startPlayer(ctx, told, { orders, clock }),
    linkTo: async (number) => {
      const found = (await tellingNow()).find(({ order }) => order.script.number === number)
      return found ? makeLink(ctx, { order: found.id }) : null
    },
    watch: async () => {
      const moving = movingNext(await placedOrders(ctx, orders, clock), clock, ctx.clock.now())
      return moving ? makeLink(ctx, { order: moving }) : null
    },
    page: async ({ language, origin }) => {
      const { widget } = parts
      // The same machine by its other name: whoever types that gets the chat as well.
      const origins = [origin, origin.replace('//127.0.0.1:', '//localhost:')]
      key ??= widget?.key(ctx, { shop: demoShop.id, origins })
      return {
        language,
        now: ctx.clock.now().toString(),
        shop: { name: demoShop.name, zone: demoShop.zone },
        products: Object.values(products).map((one) => ({ ...one, currency: 'EUR' })),
        cards: await cardsOf(ctx, await tellingNow(), clock),
        links: { mailbox: parts.mailbox?.path ?? null, desk: parts.signIn ? '/desk' : null, docs: '/docs' },
        widget: widget && key ? { script: widget.path, key: await key } : null,
      }
    },
  }
}

/** The one to watch until it has arrived, then whichever moves next. */
function movingNext(
  placed: readonly { readonly id: OrderId; readonly order: DemoOrder }[],
  clock: JourneyClock,
  now: Temporal.Instant,
): OrderId | undefined {
  const moves = placed
    .flatMap(({ id, order: { script, parcels } }) => {
      const ahead = parcels.flatMap(({ journey }) => journey.steps.filter(({ at }) => !hasCome(at, clock, now)))
      const next = Math.min(...ahead.map(({ at }) => at))
      return ahead.length === 0 ? [] : [{ id, next: script.number === watched ? 0 : next }]
    })
    .toSorted((a, b) => a.next - b.next)
  return moves[0]?.id
}

async function cardsOf(
  ctx: Context,
  placed: readonly { readonly id: OrderId; readonly order: DemoOrder }[],
  clock: JourneyClock,
): Promise<DemoPage['cards']> {
  const tracked = await ctx.store.as(ctx.tenant, (tx) =>
    trackedOrders(
      tx,
      ctx,
      placed.map(({ id }) => id),
    ),
  )
  const views = new Map(tracked.map((order) => [order.number, viewOfOrder(order, ctx.carriers)]))
  const now = ctx.clock.now()
  const cards = placed.toReversed().flatMap(({ order: { script, person, parcels } }): DemoPage['cards'][number][] => {
    const order = views.get(script.number)
    if (!order) return []
    const steps = parcels.flatMap(({ journey }) => journey.steps)
    const moves = steps.some(({ at }) => !hasCome(at, clock, now) && hasCome(at, clock, now.add(soon)))
    const conflict = order.parcels.some((parcel) => parcel.conflict)
    const { firstName, lastName } = person.customer
    return [
      {
        name: `${firstName} ${lastName}`,
        speaks: person.language,
        postcode: person.address.postal,
        order,
        track: `/demo/track/${script.number}`,
        note: script.number === disputed ? 'disputed' : conflict ? 'conflict' : moves ? 'moves' : null,
        ask: Object.fromEntries(
          questions.filter((one) => one.order === script.number).map(({ language, say }) => [language, say]),
        ),
      },
    ]
  })
  return cards.toSorted((a, b) => Number(b.note === 'moves') - Number(a.note === 'moves'))
}

const soon = Temporal.Duration.from({ minutes: 10 })
