import { z } from 'zod'

const instant = z.iso.datetime()
const most = z.int().min(1)
const Limits = z
  .object({ batch: most, perSecond: most, perHour: most, perDay: most, concurrent: most })
  .partial()
  .describe('Numbers in a call, calls in a time, calls at once')

/** An account of the merchant's at a carrier, and how it does. Nothing that was entered is in it. */
export const CarrierAccountView = z.object({
  id: z.string(),
  carrier: z.string(),
  state: z
    .enum(['new', 'answers', 'fails', 'resting'])
    .describe(
      '`resting`: it failed and is left alone until `pausedUntil`; what it said before is still told, with its time',
    ),
  limits: Limits.describe('What this account was granted, where it differs from what the carrier grants by default'),
  createdAt: instant,
  answeredAt: instant.nullable(),
  failingSince: instant.nullable(),
  failure: z.object({ kind: z.string(), code: z.string() }).nullable(),
  pausedUntil: instant.nullable(),
  waiting: z.int().describe('Parcels that are asked for through it'),
  overdue: z.int().describe('Of these, parcels that should have been asked for ten minutes ago'),
  push: z
    .object({
      path: z.string().describe('Where the carrier pushes to, behind the public address'),
      lastAt: instant.nullable(),
      lastDay: z.int().describe('Pushes within 24 hours'),
      unread: z.int().describe('Proven pushes that nobody could read; they are kept, and read again'),
      subscriptions: z
        .object({ waiting: z.int(), live: z.int(), lapsing: z.int(), givenUp: z.int() })
        .nullable()
        .describe('Null where what is pushed is set up at the carrier'),
    })
    .nullable()
    .describe('Null where the carrier only answers'),
})

export const CarrierView = z.object({
  id: z.string(),
  name: z.string(),
  asked: z.boolean().describe('It can be asked, with an account'),
  pushes: z.boolean(),
  subscribes: z.boolean().describe('It is asked to push by ourselves'),
  aggregates: z.boolean().describe('It answers for other carriers'),
  settings: z
    .array(z.object({ id: z.string(), label: z.string(), secret: z.boolean(), optional: z.boolean() }))
    .describe('What an account needs, as the carrier calls it'),
  limits: Limits.nullable(),
  accounts: z.array(CarrierAccountView),
})

export const ConnectCarrier = z.strictObject({
  settings: z.record(z.string(), z.string().max(4_000)).describe('Kept encrypted, never shown again'),
  test: z.boolean().default(false).describe("The carrier's test system instead"),
  limits: Limits.optional(),
})
