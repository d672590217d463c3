import type { z } from 'zod'
import {
  onTheirPage,
  aside,
  defineCarrier,
  failureOf,
  many,
  meaningIn,
  nothingFound,
  type SaidEvent,
  secret,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes, summaries, words } from './codes.ts'

const Event = texts('eventCode', 'eventName', 'eventDateTime', 'locationName')
const ErrorText = texts('errorCode', 'errorDescription')
const MailPiece = texts('mailPieceId').extend({
  summary: aside(
    texts(
      'productName',
      'statusCategory',
      'lastEventCode',
      'lastEventName',
      'lastEventDateTime',
      'lastEventLocationName',
    ).extend({ internationalPostalProvider: aside(texts('title')) }),
  ),
  signature: aside(texts('recipientName', 'signatureDateTime')),
  estimatedDelivery: aside(texts('date', 'startOfEstimatedWindow', 'endOfEstimatedWindow')),
  events: many(Event),
  error: aside(ErrorText),
})

/** Royal Mail's Tracking API v2; the summary of several items reads as well, each with its last event. */
export const royalMail = defineCarrier({
  id: 'royalmail',
  name: 'Royal Mail',
  docs: 'https://developer.royalmail.net/product/76391/api/76388',
  defaultZone: 'Europe/London',
  trackingUrl: (number) => `https://www.royalmail.com/track-your-item#/tracking-results/${encodeURIComponent(number)}`,
  codes,
  summaries,

  answer: texts('httpCode', 'httpMessage')
    .extend({ mailPieces: many(MailPiece).optional(), errors: many(ErrorText) })
    .refine(
      ({ mailPieces, httpCode, errors }) => mailPieces ?? httpCode ?? errors[0],
      'expected "mailPieces", "httpCode" or "errors"',
    ),
  split: ({ mailPieces = [], httpCode, httpMessage, errors: [error] }) => ({
    slices: mailPieces.filter(({ error: refused }) => !refused),
    failures: [
      ...mailPieces.flatMap(({ error: refused, mailPieceId }) =>
        refused ? [failure(refused.errorCode, refused.errorDescription, mailPieceId)] : [],
      ),
      ...(httpCode || error
        ? [failure(httpCode ?? error?.errorCode, httpMessage ?? error?.errorDescription)]
        : mailPieces.length === 0
          ? [nothingFound()]
          : []),
    ],
  }),
  slice: MailPiece,
  says: ({ mailPieceId, summary, signature, estimatedDelivery: due, events }) => ({
    number: mailPieceId,
    summary: [summary?.statusCategory],
    service: summary?.productName,
    estimate: {
      from: whenOf(due?.date, due?.startOfEstimatedWindow),
      to: whenOf(due?.date, due?.endOfEstimatedWindow),
      window: true,
    },
    proof: { signedBy: signature?.recipientName },
    legs: /royal mail/i.test(summary?.internationalPostalProvider?.title ?? 'Royal Mail')
      ? []
      : [{ name: summary?.internationalPostalProvider?.title ?? null }],
    events: (events.length > 0 ? events : lastOf(summary)).map((one) => ({
      code: one.eventCode,
      meaning: meaningIn(codes, one.eventCode) ?? words(one.eventName),
      unmapped: meaningIn(codes, one.eventCode) ? undefined : (one.eventCode ?? one.eventName),
      text: one.eventName,
      language: 'en',
      when: whenIso(one.eventDateTime),
      sent: one.eventDateTime,
      place: { city: one.locationName },
    })) satisfies SaidEvent[],
  }),
  // Redelivery, once it was tried: on another day, or to a post office.
  changes: onTheirPage(
    { asks: 'nothing', url: () => 'https://www.royalmail.com/redelivery', milestones: ['attempt_failed'] },
    'hold_for_pickup',
    'reschedule',
  ),
  calls: {
    settings: [secret('clientId', 'X-IBM-Client-Id'), secret('clientSecret', 'X-IBM-Client-Secret')],
    auth: { kind: 'headers', headers: { 'X-IBM-Client-Id': 'clientId', 'X-IBM-Client-Secret': 'clientSecret' } },
    baseUrl: 'https://api.royalmail.net',
    limits: { batch: 1 },
    track: ([number = '']) => ({
      path: `/mailpieces/v2/${encodeURIComponent(number)}/events`,
      headers: { Accept: 'application/json', 'X-Accept-RMG-Terms': 'yes' },
    }),
  },
})

const failure = (code: string | undefined, message: string | undefined, number?: string) =>
  failureOf(
    { code, message, ...(number !== undefined && { number }) },
    {
      not_found: 'E1142 E1144 E1145 E1283 E1284 E1308',
      unreachable: 'E1307 E0009 E0001',
      rate_limited: 'E0010',
      rejected: 'E0004 E0013',
    },
  )

function lastOf(summary: z.infer<typeof MailPiece>['summary']): z.infer<typeof Event>[] {
  if (!summary?.lastEventDateTime) return []
  return [
    {
      eventCode: summary.lastEventCode,
      eventName: summary.lastEventName,
      eventDateTime: summary.lastEventDateTime,
      locationName: summary.lastEventLocationName,
    },
  ]
}

/** A window's ends are times of the day beside, or whole stamps. */
const whenOf = (date: string | undefined, time: string | undefined) =>
  whenIso(time?.includes('T') || !time ? (time ?? date) : `${date}T${time}`) ?? whenIso(date)
