import { z } from 'zod'
import {
  actors,
  allStatuses,
  fulfilments,
  levels,
  milestones,
  orderStates,
  paymentStates,
  reasonParties,
} from '../model/index.ts'

/** What pages, the API and the live events send of an order: the nouns of the model with times as ISO 8601 text. */

const instant = z.iso.datetime().describe('RFC 3339 instant in UTC')
const day = z.iso.date().describe('Calendar date')
const milestone = z.enum(milestones)
const status = z.enum(allStatuses as [string, ...string[]]).describe('`milestone/status`, or the bare milestone')

export const Money = z.object({ minor: z.int(), currency: z.string().length(3) })
export const Place = z.object({
  city: z.string().nullable(),
  region: z.string().nullable(),
  postal: z.string().nullable(),
  country: z.string().nullable(),
})
export const Reason = z.object({ party: z.enum(reasonParties), code: z.string() })
export const Action = z.object({ by: z.enum(actors), what: z.string() })
export const Source = z.object({ kind: z.enum(['carrier', 'shop']), name: z.string(), asOf: instant })
export const Estimate = z.object({
  from: day,
  to: day,
  window: z.object({ from: z.string(), to: z.string() }).nullable(),
  source: Source,
})
export const LineView = z.object({
  id: z.string(),
  title: z.string(),
  variant: z.string().nullable(),
  quantity: z.int().nonnegative(),
})
export const ScanView = z.object({
  localTime: z.string().describe('`YYYY-MM-DD[THH:MM[:SS]]`, the wall clock as the carrier said it'),
  zone: z.string().nullable().describe('IANA zone or offset, null unless known'),
  place: Place.nullable(),
  code: z.string().nullable(),
  text: z.string().nullable(),
  milestone: milestone.nullable(),
  status: status.nullable(),
  reason: Reason.nullable(),
  carrier: z
    .object({ id: z.string(), name: z.string() })
    .nullable()
    .optional()
    .describe('Whose word it is, where several carriers have the parcel one after the other'),
  receivedAt: instant,
})
export const ProofView = z.object({
  signedBy: z.string().nullable(),
  photoUrl: z.url().nullable(),
  documentUrl: z.url().nullable(),
})
export const PickupView = z.object({
  name: z.string().nullable(),
  street: z.string().nullable(),
  place: Place.nullable(),
  until: day.nullable().describe('The last day it waits'),
})
export const LegView = z.object({
  carrier: z.object({ id: z.string(), name: z.string() }).nullable().describe('Null for one we do not know by name'),
  name: z.string(),
  number: z.string().nullable(),
  carrierUrl: z.url().nullable(),
})
export const ParcelView = z.object({
  id: z.string(),
  carrier: z.object({ id: z.string(), name: z.string() }).nullable(),
  number: z.string().nullable(),
  carrierUrl: z.url().nullable().describe("The carrier's own page for this number"),
  changeUrl: z
    .url()
    .nullable()
    .describe(
      "The carrier's page where the shopper changes this delivery; null where it is not changed there, or not now",
    ),
  milestone,
  status,
  reason: Reason.nullable(),
  action: Action.nullable(),
  estimate: Estimate.nullable(),
  late: z.boolean(),
  sent: z
    .object({ at: instant.nullable(), source: Source })
    .nullable()
    .describe("The shop's own word that it sent the parcel; all there is to say until the carrier reports it"),
  conflict: z.object({ shop: z.enum(['shipped', 'delivered', 'cancelled']), carrier: milestone }).nullable(),
  lines: z.array(LineView),
  service: z.string().nullable().describe("The carrier's name for how it is sent"),
  proof: ProofView.nullable().describe('What there is to show for a delivery'),
  pickup: PickupView.nullable().describe('Where it waits, or will'),
  legs: z.array(LegView).describe('Other carriers that have the parcel before or after this one'),
  scans: z.array(ScanView).describe('Newest first'),
  source: Source,
})
export const OrderView = z.object({
  id: z.string(),
  shop: z.object({ id: z.string(), name: z.string(), zone: z.string() }),
  number: z.string(),
  placedAt: instant,
  state: z.enum(orderStates),
  payment: z.enum(paymentStates),
  fulfilment: z.enum(fulfilments),
  promised: day.nullable(),
  total: Money,
  lines: z.array(LineView),
  unshipped: z.array(LineView),
  parcels: z.array(ParcelView),
  firstName: z.string().nullable(),
  source: Source,
})
export type OrderView = z.infer<typeof OrderView>
export type ParcelView = z.infer<typeof ParcelView>
export type ScanView = z.infer<typeof ScanView>
export type PickupView = z.infer<typeof PickupView>
export type LineView = z.infer<typeof LineView>
export type EstimateView = z.infer<typeof Estimate>

export const Choice = z.object({ label: z.string(), say: z.string().describe('What choosing it sends, as if typed') })
export const MessageView = z.object({
  id: z.string(),
  by: z.enum(['shopper', 'assistant', 'person']),
  text: z.string(),
  language: z.string().nullable().describe('BCP 47; null where it is not known'),
  at: instant,
  from: z
    .object({ name: z.string().nullable(), shop: z.string() })
    .optional()
    .describe('Of a person only: who answers, and for which shop'),
  choices: z.array(Choice),
  /** The facts the text was rendered from, each with its source: what an agent or an auditor checks it against. */
  evidence: z.array(
    z.object({
      kind: z.string(),
      text: z.string(),
      value: z.string().describe('The same in every language: a number, an ISO date, a code'),
      source: Source.nullable(),
    }),
  ),
  about: z.array(z.string()).describe('Ids of the orders an answer was about'),
})
export const ConversationView = z.object({
  id: z.string(),
  state: z.enum(['with_assistant', 'with_person', 'closed']),
  level: z.enum(levels),
  messages: z.array(MessageView),
  orders: z.array(OrderView).describe('What its messages are about, as it stands now, where its shopper may see it'),
})
export type MessageView = z.infer<typeof MessageView>
export type ConversationView = z.infer<typeof ConversationView>

/** All a tracking page is rendered from, on the server and again in the browser. */
export const TrackingPage = z.object({
  language: z.string(),
  dir: z.enum(['ltr', 'rtl']),
  /** The instant the page was made; "today" and "late" are told from it. */
  now: instant,
  order: OrderView,
  conversation: ConversationView.nullable(),
  /** By parcel, what is known beside its scans, in words. Links lead to the carrier's own pages. */
  told: z
    .record(z.string(), z.array(z.object({ term: z.string(), text: z.string(), href: z.url().optional() })))
    .optional(),
  /** True where the assistant was not taught the page's language: what the page would suggest to ask is not understood. */
  foreign: z.boolean().optional(),
  /** Paths the page's forms and live events use; all same-origin. */
  links: z.object({ say: z.string(), view: z.string(), events: z.string() }),
})
export type TrackingPage = z.infer<typeof TrackingPage>

/** All the chat on a shop's own page is drawn from. */
export const WidgetView = z.object({
  now: instant,
  shop: z.object({ name: z.string(), zone: z.string() }),
  /** Null until something was said. */
  conversation: ConversationView.nullable(),
})
export type WidgetView = z.infer<typeof WidgetView>
