import { z } from 'zod'
import { changeKinds, levels, minorDigits } from '../model/index.ts'
import { Money } from './view.ts'

/** Changing a delivery on its way: what is asked for, what a merchant allows, and what is told of it. */

const instant = z.iso.datetime().describe('RFC 3339 instant in UTC')
const day = z.iso.date().describe('Calendar date')
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !/[\p{Cc}\p{Cf}]/u.test(value), 'holds a line break or another control character')

const Address = z.strictObject({
  name: text(60).nullable().default(null),
  lines: z.array(text(100)).min(1).max(3),
  city: text(60),
  region: text(60).nullable().default(null).describe('State or province, as its code'),
  postal: text(16).nullable().default(null),
  country: z.string().regex(/^[A-Z]{2}$/, 'two capital letters, ISO 3166-1'),
})

/** What somebody wants changed. */
export const ChangeWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('redirect_to_address'), address: Address }),
  z.strictObject({ kind: z.literal('hold_for_pickup') }),
  z.strictObject({ kind: z.literal('reschedule'), day }),
  z.strictObject({ kind: z.literal('return_to_sender') }),
])
export type ChangeWish = z.infer<typeof ChangeWish>

const Amount = z.strictObject({
  minor: z.int().nonnegative().describe("In the currency's smallest unit"),
  currency: z.string().refine((code) => minorDigits(code) !== undefined, 'an ISO 4217 code such as USD'),
})
export const ConfirmChange = z.strictObject({
  cost: Amount.nullable().describe('The cost that was quoted; null where none could be. Another one is refused'),
})
export const CloseChange = z.strictObject({
  outcome: z.enum(['made', 'not_made']).describe('What became of it at the carrier'),
  note: text(500).nullable().default(null),
})

/** What the merchant allows without being asked, and who carriers may ask back. */
export const ChangeRules = z.strictObject({
  allowed: z
    .array(
      z.strictObject({
        kind: z.enum(changeKinds),
        limit: Amount.describe('The most one change may cost; the merchant pays'),
      }),
    )
    .max(changeKinds.length)
    .refine((rules) => new Set(rules.map(({ kind }) => kind)).size === rules.length, 'each kind once')
    .default([])
    .describe('What shoppers may have done at once; everything else waits for the merchant'),
  contact: z
    .strictObject({
      name: text(60),
      phone: z.string().regex(/^\+\d{7,15}$/, 'a number such as +15125550100'),
      email: z.email().nullable().default(null),
      address: Address,
    })
    .nullable()
    .default(null)
    .describe('Where parcels are sent from, and whom the carrier may call; without it nothing is changed by API'),
})
export type ChangeRules = z.infer<typeof ChangeRules>
export const ChangeRulesVersion = z.object({
  version: z.int().describe('0 where nothing was said yet'),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable().describe('`operator`, or `api_key` and its id'),
  rules: ChangeRules,
})

const hows = ['api', 'link', 'task', 'none'] as const
export const ChangeOption = z.object({
  kind: z.enum(changeKinds),
  how: z
    .enum(hows)
    .describe("By us at the carrier, on the carrier's own page, by the merchant who asks the carrier, or not at all"),
  possible: z.boolean().describe('Now'),
  why: z
    .enum(['not_offered', 'too_late', 'carrier_says_no', 'carrier_does_not_know', 'carrier_did_not_answer'])
    .nullable()
    .describe('What stands against it; null where it is possible'),
  url: z.url().nullable().describe("The carrier's page, where the change is made there"),
  asks: z.enum(['nothing', 'postcode', 'account']).nullable().describe('What that page wants of the shopper'),
  days: z.array(day).describe('To which it can be moved; empty where the carrier names none'),
  cost: Money.nullable().describe('Null where nobody has said; the quote tells what counts'),
  level: z.enum(levels).describe('What a shopper has to have proven'),
  needs: z.enum(['confirmation', 'merchant']).describe('Whether what a shopper asks for waits for the merchant'),
})

const failure = z.object({ kind: z.string(), code: z.string() })
const states = [
  'quoted',
  'expired',
  'requested',
  'making',
  'made',
  'failed',
  'unknown',
  'cancelling',
  'cancelled',
] as const
export const DeliveryChangeView = z.object({
  id: z.string(),
  parcel: z.string(),
  kind: z.enum(changeKinds),
  how: z.enum(['api', 'task']),
  state: z
    .enum(states)
    .describe(
      '`requested` waits for the merchant; `unknown`: the carrier was asked, its answer was lost, a person has to look',
    ),
  cost: Money.nullable().describe('Null where nobody has said what it costs'),
  taxes: z.enum(['none', 'included', 'not_known']).describe('Whether `cost` has them'),
  paidBy: z.literal('merchant').describe("It goes on the merchant's account at the carrier"),
  needs: z.enum(['confirmation', 'merchant']),
  expected: day.nullable().describe('When it would be delivered then, as the carrier says'),
  address: z
    .object({
      name: z.string().nullable(),
      lines: z.array(z.string()),
      city: z.string().nullable(),
      region: z.string().nullable(),
      postal: z.string().nullable(),
      country: z.string().nullable(),
    })
    .nullable()
    .describe('Where it is to go; null of other kinds, and below L3'),
  day: day.nullable().describe('The day it is to be moved to; null of other kinds'),
  askedBy: z.string(),
  level: z.enum(levels).nullable().describe('What the shopper had proven; null where no shopper asked'),
  quotedAt: instant,
  expiresAt: instant.describe('The quote can be confirmed until then'),
  reference: z.string().nullable().describe("The carrier's own"),
  failure: failure.nullable(),
  endedAt: instant.nullable(),
  steps: z
    .array(
      z.object({
        at: instant,
        step: z.string(),
        who: z.string(),
        level: z.enum(levels).nullable(),
        cost: Money.nullable(),
        failure: failure.nullable(),
        answer: z.string().nullable().describe('What the carrier answered, or a person noted'),
      }),
    )
    .describe('All that came of it, oldest first; of lists empty'),
})
export type DeliveryChangeView = z.infer<typeof DeliveryChangeView>

export const ParcelChanges = z.object({
  options: z.array(ChangeOption),
  changes: z.array(DeliveryChangeView).describe('Newest first'),
})
