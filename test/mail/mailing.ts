import { join } from 'node:path'
import { channels } from '../../src/connectors/index.ts'
import type { PostedScan } from '../../src/contract/index.ts'
import {
  type Channel,
  type OrderId,
  type ParcelId,
  type ReadOrders,
  type Result,
  type ShopId,
  parseId,
} from '../../src/model/index.ts'
import {
  type Context,
  type Log,
  type Sending,
  drainOutbox,
  importOrders,
  ingestScans,
  orderNotices,
  sendDue,
  sweepLate,
} from '../../src/service/index.ts'
import { outboxPartitions, saveShop } from '../../src/store/index.ts'
import type { Web } from '../../web/rendering.ts'
import { type TestInstallation, main, openTestInstallation, testClock } from '../installation.ts'

export const renderer = async (): Promise<Web['renderMail']> =>
  ((await import(join(import.meta.dirname, '../../dist/web/server.js'))) as Web).renderMail

export const settingsFor = (url: string, replyTo: string | null = null) => {
  const read = channels.mail.readSettings({
    SMTP_URL: url,
    MAIL_FROM: 'orders@lampenladen.de',
    ...(replyTo !== null && { MAIL_REPLY_TO: replyTo }),
  })
  if (!read.ok || !read.settings) throw new Error(read.ok ? 'no server' : read.problem)
  return read.settings
}

/** The seconds a test waits for a server that will not answer. */
export const impatient = { connectMs: 500, greetingMs: 300, silenceMs: 300, totalMs: 1_000 }

export type NoticeSeen = {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly reason: string | null
  readonly attempts: number
}

export type Mailing = {
  readonly installation: TestInstallation
  readonly ctx: Context
  readonly clock: ReturnType<typeof testClock>
  readonly logged: { event: string; fields: Record<string, unknown> }[]
  /** By which server mails go out from now on; null: into the mailbox. */
  readonly through: (channel: Channel | null) => void
  readonly sending: () => Sending
  readonly order: (order: PlacedOrder) => Promise<OrderId>
  readonly scan: (number: string, scan: Omit<PostedScan, 'number'>) => Promise<ParcelId>
  /** An order just as a connector of this id reads it. */
  readonly imported: (connector: string, answer: string) => Promise<OrderId>
  /** What events and the clock lead to, written but not sent. */
  readonly decide: () => Promise<void>
  /** Decides, and sends all that is due. */
  readonly settle: () => Promise<void>
  readonly notices: () => Promise<NoticeSeen[]>
  readonly close: () => Promise<void>
}

export type PlacedOrder = {
  readonly number: string
  readonly email?: string | null
  readonly placed?: string
  readonly promised?: string
  readonly title?: string
  readonly name?: string
  readonly language?: string
  readonly tracking?: string
  readonly shipped?: string
  readonly state?: string
  readonly status?: string
  readonly shop?: string
}

/** A real database, the real channel and the built words, at a time of its own. */
export async function openMailing(at = '2026-11-20T12:00:00Z'): Promise<Mailing> {
  const clock = testClock(at)
  const installation = await openTestInstallation({ clock })
  const logged: Mailing['logged'] = []
  const hear = (fields: Readonly<Record<string, unknown>>, event: string) => {
    logged.push({ event, fields })
  }
  const log: Log = { info: hear, warn: hear, error: hear }
  const ctx = installation.context({ log })
  const render = await renderer()
  let mail: Channel | null = null
  const sending = (): Sending => ({ ...ctx, render, mail, publicUrl: () => 'https://track.lampenladen.de' })
  const decide = async () => {
    for (let partition = 0; partition < outboxPartitions; partition++)
      await drainOutbox(ctx, { tenant: main, partition, consumers: [orderNotices(ctx)] })
  }
  const bring = async (connector: string, text: string, shop: ShopId): Promise<OrderId> => {
    const read: Result<ReadOrders> | undefined = ctx.shops.get(connector)?.read(text, { map: {}, now: clock.now() })
    if (!read?.ok) throw new Error(read ? read.failure.message : 'no reader')
    const bytes = text.length
    const { ids } = await importOrders(ctx, { connector, shop, read: read.value, contentType: 'text/plain', bytes })
    return parseId('order', ids[0] ?? '')
  }
  return {
    installation,
    ctx,
    clock,
    logged,
    sending,
    through: (channel) => {
      mail = channel
    },
    order: async ({ shop = 'main', ...placed }) => {
      const id = parseId('shop', shop)
      if (shop !== 'main')
        await ctx.store.as(main, (tx) =>
          saveShop(tx, { id, name: 'Demo', zone: 'Europe/Berlin', language: 'en' }, clock.now()),
        )
      const text = csvOf({ placed: clock.now().toString(), ...placed })
      return bring('csv', text, id)
    },
    imported: (connector, answer) => bring(connector, answer, parseId('shop', 'main')),
    scan: async (number, scan) => {
      const { parcels } = await ingestScans(ctx, { bytes: 10, scans: [{ number, ...scan }] })
      return parseId('parcel', parcels[0]?.id ?? '')
    },
    decide,
    settle: async () => {
      await decide()
      await sweepLate(ctx)
      await sendDue(sending())
    },
    notices: () =>
      ctx.store.as(main, (tx) =>
        tx.query<NoticeSeen>(
          'select id, kind, state, reason, attempts from notices where tenant = $1 order by created_at, id',
          [tx.tenant],
        ),
      ),
    close: () => installation.close(),
  }
}

function csvOf({
  number,
  email = 'mira@gmx.net',
  placed = '',
  promised = '',
  title = 'Desk lamp',
  name = 'Mira Okafor',
  language = 'en-GB',
  tracking = '',
  shipped = '',
  state = '',
  status = '',
}: PlacedOrder): string {
  const row = { number, placed, email: email ?? '', name, language, title, promised, tracking, shipped, state, status }
  const cells = Object.values(row).map((cell) => `"${cell.replaceAll('"', '""')}"`)
  return `order number,placed at,email,customer name,language,item,promised date,tracking number,shipped at,fulfillment status,order status,quantity,price,currency\n${cells.join(',')},2,79,EUR`
}
