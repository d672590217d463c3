import { z } from 'zod'
import { Policies, allStatuses, levels, milestones } from '../model/index.ts'
import {
  ChangeRules,
  ChangeRulesVersion,
  ChangeWish,
  CloseChange,
  ConfirmChange,
  DeliveryChangeView,
  ParcelChanges,
} from './changes.ts'
import { CarrierAccountView, CarrierView, ConnectCarrier } from './carriers.ts'
import { CarrierCodes, CodeMapping, MappingRequest, Unmapped } from './codes.ts'
import { HandOverView } from './desk.ts'
import { Ingested, PostScans } from './ingest.ts'
import { PolicyGaps, PolicyVersion } from './policies.ts'
import { ConversationView, OrderView, ScanView } from './view.ts'

/** The HTTP API. Routes, their validation and the OpenAPI document are all made from this table. */

const instant = z.iso.datetime().describe('RFC 3339 instant in UTC')
const id = z.uuid().toLowerCase()
const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
  .describe('A name such as `acme`')

const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows on a page'),
  cursor: z.string().min(1).max(500).optional().describe('`next` of the page before; opaque'),
}
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('The cursor of the next page; null on the last'),
  })

const Parcel = z.object({
  id: z.string(),
  number: z.string(),
  carrier: z.object({ id: z.string(), name: z.string() }).nullable(),
  carrierUrl: z.url().nullable().describe("The carrier's own page for this number"),
  milestone: z.enum(milestones),
  status: z.enum(allStatuses as [string, ...string[]]),
  heardAt: instant.nullable().describe('When a carrier last told us anything'),
  orders: z.array(z.string()).describe('Empty while no order with this number is known'),
  scans: z.array(ScanView).describe('Newest first'),
  chosen: z.boolean().describe('You said whose it is'),
  candidates: z
    .array(
      z.object({
        carrier: z.object({ id: z.string(), name: z.string() }),
        score: z.number().describe('From 0 to 1; not a probability'),
        reasons: z.array(z.string()),
      }),
    )
    .optional()
    .describe('Whose the number may be, best first; with one parcel, not in lists'),
})
const conversationStates = ['with_assistant', 'with_person', 'closed'] as const
const ConversationSummary = z.object({
  id: z.string(),
  state: z.enum(conversationStates),
  level: z.enum(levels),
  order: z.string().nullable(),
  createdAt: instant,
  changedAt: instant,
})
const Imported = z.object({
  orders: z.int(),
  changed: z.int().describe('New, or newer than what was there'),
  ids: z.array(z.string()),
})
const Message = z.object({ text: z.string().trim().min(1).max(10_000) })
const Reply = z.object({
  text: z.string().trim().min(1).max(10_000),
  name: z.string().trim().min(1).max(60).optional().describe('Who answers, as the shopper reads it beside the shop'),
  after: z
    .string()
    .max(64)
    .optional()
    .describe('The last message that was read; refused where somebody else has answered since'),
})
const LinkRequest = z.object({ days: z.int().min(1).max(365).default(180).describe('How long the link works') })
const Link = z.object({ url: z.url().describe('Told once: only its hash is kept'), expiresAt: instant })
const carrierId = z
  .string()
  .regex(/^[a-z0-9_]{1,40}$/)
  .describe('Carrier id as this installation knows it')
const CarrierRequest = z.strictObject({ carrier: carrierId })
const code = z.string().min(1).max(150).describe("A scan's code as the carrier sends it")
const Health = z.object({ status: z.literal('ok'), database: z.literal('reachable') })

/** Every body and answer by the name it has in the OpenAPI document. */
export const bodies = {
  ScansRequest: PostScans,
  MessageRequest: Message,
  ReplyRequest: Reply,
  LinkRequest,
  PoliciesRequest: Policies,
  ConnectCarrierRequest: ConnectCarrier,
  MappingRequest,
  ChangeRequest: ChangeWish,
  ConfirmRequest: ConfirmChange,
  CloseRequest: CloseChange,
  ChangeRulesRequest: ChangeRules,
  CarrierRequest,
  Nothing: z.object({}),
} as const
export const answers = {
  Order: OrderView,
  OrderList: listOf(OrderView),
  Imported,
  Link,
  Parcel,
  ParcelList: listOf(Parcel),
  Ingested,
  Conversation: ConversationView,
  HandOver: HandOverView,
  ConversationSummary,
  ConversationList: listOf(ConversationSummary),
  Carriers: z.object({ items: z.array(CarrierView) }),
  CarrierAccount: CarrierAccountView,
  Unmapped,
  CodeMapping,
  CarrierCodes,
  PolicyVersion,
  PolicyVersionList: listOf(PolicyVersion),
  PolicyGaps,
  DeliveryChange: DeliveryChangeView,
  DeliveryChangeList: z.object({ items: z.array(DeliveryChangeView) }),
  ParcelChanges,
  ChangeRules: ChangeRulesVersion,
  Health,
  OpenApi: z.looseObject({ openapi: z.string() }),
} as const

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As OpenAPI writes it: `/v1/orders/{id}`. */
  readonly path: `/v1/${string}`
  /** What the key needs; null for what anybody may ask. */
  readonly scope: string | null
  readonly summary: string
  readonly description?: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: keyof typeof bodies
  readonly bodyOptional?: true
  /** Answers carry the version as their ETag; a write names the one it is based on in If-Match. */
  readonly versioned?: true
  /** Instead of a body we describe: bytes as somebody else sent them, read by a connector. */
  readonly raw?: readonly string[]
  readonly answer: keyof typeof answers
  readonly status: 200 | 201
  /** Codes beyond those any request can get. */
  readonly problems: readonly string[]
}

const carrierTypes = ['application/json', 'application/xml', 'text/xml', 'application/soap+xml', 'text/plain'] as const

export const routes = {
  openApi: {
    method: 'GET',
    path: '/v1/openapi.json',
    scope: null,
    summary: 'This document',
    answer: 'OpenApi',
    status: 200,
    problems: [],
  },
  health: {
    method: 'GET',
    path: '/v1/health',
    scope: null,
    summary: 'Whether requests can be served',
    answer: 'Health',
    status: 200,
    problems: ['DATABASE_UNREACHABLE'],
  },
  listOrders: {
    method: 'GET',
    path: '/v1/orders',
    scope: 'orders:read',
    summary: 'Orders, newest first',
    query: z.object({
      ...page,
      number: z.string().trim().min(1).max(64).optional().describe('As the customer knows it'),
    }),
    answer: 'OrderList',
    status: 200,
    problems: ['CURSOR_INVALID'],
  },
  showOrder: {
    method: 'GET',
    path: '/v1/orders/{id}',
    scope: 'orders:read',
    summary: 'One order with its parcels',
    params: z.object({ id }),
    answer: 'Order',
    status: 200,
    problems: ['ORDER_NOT_FOUND'],
  },
  importOrders: {
    method: 'POST',
    path: '/v1/shops/{shop}/orders',
    scope: 'orders:write',
    summary: "Orders in the shop's own words",
    description:
      'The body is what the shop system exports or answers, read by the connector. All or nothing: one row that cannot be read and nothing is stored. Sent twice, it changes nothing the second time.',
    params: z.object({ shop: slug }),
    query: z.object({
      connector: z.string().min(1).max(40).describe('Which system the body comes from, such as `vendure` or `csv`'),
      map: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .describe("`field=Column name`, repeatable: names a file's columns where the headers don't tell"),
    }),
    raw: ['application/json', 'text/csv', 'text/plain', 'application/xml', 'text/xml'],
    answer: 'Imported',
    status: 200,
    problems: ['SHOP_UNKNOWN', 'CONNECTOR_UNKNOWN', 'BODY_MALFORMED', 'INPUT_INVALID'],
  },
  makeLink: {
    method: 'POST',
    path: '/v1/orders/{id}/links',
    scope: 'orders:read',
    summary: "A link to the order's tracking page, to put in a message",
    params: z.object({ id }),
    body: 'LinkRequest',
    bodyOptional: true,
    answer: 'Link',
    status: 201,
    problems: ['ORDER_NOT_FOUND'],
  },
  listParcels: {
    method: 'GET',
    path: '/v1/parcels',
    scope: 'parcels:read',
    summary: 'Parcels, by id; or those with a number, the newest first',
    query: z.object({ ...page, number: z.string().trim().min(1).max(64).optional().describe('Tracking number') }),
    answer: 'ParcelList',
    status: 200,
    problems: ['CURSOR_INVALID'],
  },
  showParcel: {
    method: 'GET',
    path: '/v1/parcels/{id}',
    scope: 'parcels:read',
    summary: 'One parcel with its scans',
    params: z.object({ id }),
    answer: 'Parcel',
    status: 200,
    problems: ['PARCEL_NOT_FOUND'],
  },
  parcelChanges: {
    method: 'GET',
    path: '/v1/parcels/{id}/changes',
    scope: 'parcels:read',
    summary: 'What can be changed of a delivery now, how, and at what cost; and all that was asked for before',
    description: 'Where the carrier changes deliveries by API it is asked; nothing is changed by that.',
    params: z.object({ id }),
    answer: 'ParcelChanges',
    status: 200,
    problems: ['PARCEL_NOT_FOUND'],
  },
  quoteChange: {
    method: 'POST',
    path: '/v1/parcels/{id}/changes',
    scope: 'parcels:write',
    summary: 'What a change would cost and do; kept for 15 minutes to be confirmed',
    description: 'Nothing is changed by it.',
    params: z.object({ id }),
    body: 'ChangeRequest',
    answer: 'DeliveryChange',
    status: 201,
    problems: ['PARCEL_NOT_FOUND', 'CHANGE_NOT_POSSIBLE', 'CARRIER_FAILED'],
  },
  listChanges: {
    method: 'GET',
    path: '/v1/changes',
    scope: 'parcels:read',
    summary: 'Changes of deliveries that wait for you, or are under way at a carrier, newest first',
    answer: 'DeliveryChangeList',
    status: 200,
    problems: [],
  },
  showChange: {
    method: 'GET',
    path: '/v1/changes/{id}',
    scope: 'parcels:read',
    summary: 'One change with every step of it',
    params: z.object({ id }),
    answer: 'DeliveryChange',
    status: 200,
    problems: ['CHANGE_NOT_FOUND'],
  },
  confirmChange: {
    method: 'POST',
    path: '/v1/changes/{id}/confirm',
    scope: 'parcels:write',
    summary: 'Makes a quoted change at the carrier, once, or approves one that waits for you',
    description:
      'The cost that was shown is repeated in the body. The carrier is asked for it again first: where it is another one now, nothing is changed, and the change holds the new one to confirm. Confirmed twice, it is made once. Look at `state`: `failed` where the carrier refused, `unknown` where its answer was lost.',
    params: z.object({ id }),
    body: 'ConfirmRequest',
    answer: 'DeliveryChange',
    status: 200,
    problems: ['CHANGE_NOT_FOUND', 'CHANGE_NOT_POSSIBLE', 'QUOTE_EXPIRED', 'QUOTE_CHANGED', 'CARRIER_FAILED'],
  },
  cancelChange: {
    method: 'POST',
    path: '/v1/changes/{id}/cancel',
    scope: 'parcels:write',
    summary: 'Calls a change off, also at the carrier where it lets it',
    params: z.object({ id }),
    body: 'Nothing',
    bodyOptional: true,
    answer: 'DeliveryChange',
    status: 200,
    problems: ['CHANGE_NOT_FOUND', 'CHANGE_NOT_POSSIBLE', 'CARRIER_FAILED'],
  },
  closeChange: {
    method: 'POST',
    path: '/v1/changes/{id}/close',
    scope: 'parcels:write',
    summary: 'What became of a change you asked the carrier for yourself, or whose answer was lost',
    params: z.object({ id }),
    body: 'CloseRequest',
    answer: 'DeliveryChange',
    status: 200,
    problems: ['CHANGE_NOT_FOUND', 'CHANGE_NOT_POSSIBLE'],
  },
  showChangeRules: {
    method: 'GET',
    path: '/v1/change-rules',
    scope: 'settings:read',
    summary: 'Which changes shoppers may have made at once, up to what cost; and whom carriers may ask back',
    versioned: true,
    answer: 'ChangeRules',
    status: 200,
    problems: [],
  },
  saveChangeRules: {
    method: 'PUT',
    path: '/v1/change-rules',
    scope: 'settings:write',
    summary: 'The rules of changes, as a new version',
    description:
      'What is not allowed here waits for you. `If-Match` is the `ETag` of the version that was edited, `"0"` where there was none.',
    body: 'ChangeRulesRequest',
    versioned: true,
    answer: 'ChangeRules',
    status: 200,
    problems: ['VERSION_REQUIRED', 'VERSION_STALE'],
  },
  setCarrier: {
    method: 'PUT',
    path: '/v1/parcels/{id}/carrier',
    scope: 'parcels:write',
    summary: 'Says whose parcel it is',
    description:
      'Against whatever its number looks like; `candidates` of the parcel names the likely ones with reasons. Tracking starts again with this carrier. What the other one said is kept and counts for this parcel no more. The same again changes nothing.',
    params: z.object({ id }),
    body: 'CarrierRequest',
    answer: 'Parcel',
    status: 200,
    problems: ['PARCEL_NOT_FOUND', 'CARRIER_UNKNOWN', 'CARRIER_TAKEN'],
  },
  postScans: {
    method: 'POST',
    path: '/v1/scans',
    scope: 'parcels:write',
    summary: 'Scans, one by one',
    description:
      'For a merchant’s own system. Scans that are there already are counted as `known` and change nothing; a number no order knows is kept until one does; a code without a milestone leaves the parcel’s as it was and shows up in `/v1/unmapped`.',
    body: 'ScansRequest',
    answer: 'Ingested',
    status: 200,
    problems: ['CARRIER_UNKNOWN'],
  },
  postAnswer: {
    method: 'POST',
    path: '/v1/carriers/{carrier}/answers',
    scope: 'parcels:write',
    summary: "A carrier's answer, as it came",
    description: 'The same answer sent twice changes nothing the second time.',
    params: z.object({
      carrier: carrierId,
    }),
    raw: carrierTypes,
    answer: 'Ingested',
    status: 200,
    problems: ['CARRIER_UNKNOWN', 'BODY_MALFORMED'],
  },
  listCarriers: {
    method: 'GET',
    path: '/v1/carriers',
    scope: 'settings:read',
    summary: 'Carriers there are, what each can do and needs, and how your accounts there do',
    answer: 'Carriers',
    status: 200,
    problems: [],
  },
  connectCarrier: {
    method: 'POST',
    path: '/v1/carriers/{carrier}/accounts',
    scope: 'settings:write',
    summary: 'An account with which a carrier is asked for your parcels',
    description:
      'Its parcels are asked for from then on. Where the carrier pushes, `connect push` on the command line tells how.',
    params: z.object({ carrier: carrierId }),
    body: 'ConnectCarrierRequest',
    answer: 'CarrierAccount',
    status: 201,
    problems: ['CARRIER_UNKNOWN', 'INPUT_INVALID'],
  },
  disconnectCarrier: {
    method: 'DELETE',
    path: '/v1/carriers/{carrier}/accounts/{id}',
    scope: 'settings:write',
    summary: 'Takes an account back: what was entered is forgotten, and nothing is asked through it any more',
    params: z.object({ carrier: carrierId, id }),
    bodyOptional: true,
    answer: 'CarrierAccount',
    status: 200,
    problems: ['NOT_FOUND'],
  },
  unmapped: {
    method: 'GET',
    path: '/v1/unmapped',
    scope: 'parcels:read',
    summary: 'Codes of carriers nobody has given a meaning yet, most frequent first',
    description:
      'Each with examples, what may be personal left out, and what it may mean by what it is worded like. Give it a meaning with `PUT /v1/carriers/{carrier}/codes/{code}`; `none` is the carrier of scans of which none is known.',
    query: z.object({ carrier: carrierId.optional() }),
    answer: 'Unmapped',
    status: 200,
    problems: [],
  },
  carrierCodes: {
    method: 'GET',
    path: '/v1/carriers/{carrier}/codes',
    scope: 'settings:read',
    summary: "What a carrier's codes mean: yours, and the connector's own",
    params: z.object({ carrier: carrierId }),
    answer: 'CarrierCodes',
    status: 200,
    problems: ['CARRIER_UNKNOWN'],
  },
  mapCode: {
    method: 'PUT',
    path: '/v1/carriers/{carrier}/codes/{code}',
    scope: 'settings:write',
    summary: 'What a code means, from now on and in the history there is',
    description:
      'Scans of the code that have no meaning get this one, with `override` also those that have; parcels that change by it are told of as by any scan. `If-Match` is the `ETag` of the version that was seen, `"0"` where there was none. The same again makes no version.',
    params: z.object({ carrier: carrierId, code }),
    body: 'MappingRequest',
    versioned: true,
    answer: 'CodeMapping',
    status: 200,
    problems: ['CARRIER_UNKNOWN', 'VERSION_REQUIRED', 'VERSION_STALE'],
  },
  unmapCode: {
    method: 'DELETE',
    path: '/v1/carriers/{carrier}/codes/{code}',
    scope: 'settings:write',
    summary: 'Withdraws what you said a code means, in history too',
    description: 'It means again what the connector says. The withdrawal is a version like any other.',
    params: z.object({ carrier: carrierId, code }),
    bodyOptional: true,
    versioned: true,
    answer: 'CodeMapping',
    status: 200,
    problems: ['CARRIER_UNKNOWN', 'MAPPING_NOT_FOUND', 'VERSION_REQUIRED', 'VERSION_STALE'],
  },
  showPolicies: {
    method: 'GET',
    path: '/v1/shops/{shop}/policies',
    scope: 'settings:read',
    summary: 'What the shop says of itself: where it ships, returns, hours, and so on',
    params: z.object({ shop: slug }),
    versioned: true,
    answer: 'PolicyVersion',
    status: 200,
    problems: ['SHOP_UNKNOWN'],
  },
  savePolicies: {
    method: 'PUT',
    path: '/v1/shops/{shop}/policies',
    scope: 'settings:write',
    summary: 'All the shop says of itself, as a new version',
    description:
      'What is left out is unknown from then on, and said to be. `If-Match` is the `ETag` of the version that was edited, `"0"` where there was none; another than the one that stands is refused. The same again makes no version.',
    params: z.object({ shop: slug }),
    body: 'PoliciesRequest',
    versioned: true,
    answer: 'PolicyVersion',
    status: 200,
    problems: ['SHOP_UNKNOWN', 'VERSION_REQUIRED', 'VERSION_STALE'],
  },
  policyVersions: {
    method: 'GET',
    path: '/v1/shops/{shop}/policies/versions',
    scope: 'settings:read',
    summary: 'Every version there was, newest first',
    params: z.object({ shop: slug }),
    query: z.object(page),
    answer: 'PolicyVersionList',
    status: 200,
    problems: ['SHOP_UNKNOWN', 'CURSOR_INVALID'],
  },
  policyGaps: {
    method: 'GET',
    path: '/v1/shops/{shop}/policies/gaps',
    scope: 'settings:read',
    summary: 'What shoppers asked and the shop has not told, most asked first; then what a later version told',
    params: z.object({ shop: slug }),
    answer: 'PolicyGaps',
    status: 200,
    problems: ['SHOP_UNKNOWN'],
  },
  listConversations: {
    method: 'GET',
    path: '/v1/conversations',
    scope: 'conversations:read',
    summary: 'Conversations, the last changed first',
    query: z.object({ ...page, state: z.enum(conversationStates).optional() }),
    answer: 'ConversationList',
    status: 200,
    problems: ['CURSOR_INVALID'],
  },
  showConversation: {
    method: 'GET',
    path: '/v1/conversations/{id}',
    scope: 'conversations:read',
    summary: 'One conversation with its messages',
    params: z.object({ id }),
    answer: 'Conversation',
    status: 200,
    problems: ['CONVERSATION_NOT_FOUND'],
  },
  startConversation: {
    method: 'POST',
    path: '/v1/conversations',
    scope: 'conversations:write',
    summary: "A shopper's first message, answered",
    description: 'Nobody is known at first: the shopper proves who they are in the conversation.',
    body: 'MessageRequest',
    answer: 'Conversation',
    status: 201,
    problems: [],
  },
  sayInConversation: {
    method: 'POST',
    path: '/v1/conversations/{id}/messages',
    scope: 'conversations:write',
    summary: "A shopper's next message, answered",
    params: z.object({ id }),
    body: 'MessageRequest',
    answer: 'Conversation',
    status: 200,
    problems: ['CONVERSATION_NOT_FOUND'],
  },
  showHandOver: {
    method: 'GET',
    path: '/v1/conversations/{id}/hand-over',
    scope: 'conversations:read',
    summary: 'All a person needs who takes a conversation over',
    params: z.object({ id }),
    answer: 'HandOver',
    status: 200,
    problems: ['CONVERSATION_NOT_FOUND', 'HAND_OVER_NOT_FOUND'],
  },
  reply: {
    method: 'POST',
    path: '/v1/conversations/{id}/replies',
    scope: 'conversations:write',
    summary: "A person's answer",
    description:
      'The shopper reads it on the open page at once. The assistant stays silent until the conversation is handed back.',
    params: z.object({ id }),
    body: 'ReplyRequest',
    answer: 'Conversation',
    status: 200,
    problems: ['CONVERSATION_NOT_FOUND', 'NOT_WITH_PERSON', 'ANSWERED_MEANWHILE'],
  },
  handBack: {
    method: 'POST',
    path: '/v1/conversations/{id}/hand-back',
    scope: 'conversations:write',
    summary: 'Back to the assistant, which says so',
    params: z.object({ id }),
    body: 'Nothing',
    bodyOptional: true,
    answer: 'Conversation',
    status: 200,
    problems: ['CONVERSATION_NOT_FOUND', 'NOT_WITH_PERSON'],
  },
  closeConversation: {
    method: 'POST',
    path: '/v1/conversations/{id}/close',
    scope: 'conversations:write',
    summary: 'Nothing is left to say; who writes again is answered by the assistant',
    params: z.object({ id }),
    body: 'Nothing',
    bodyOptional: true,
    answer: 'Conversation',
    status: 200,
    problems: ['CONVERSATION_NOT_FOUND', 'NOT_WITH_PERSON'],
  },
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type RouteName = keyof Routes
