import { z } from 'zod'
import { upsEvent } from '../ups.ts'
import { type Asked, json, objectIn } from '../../exchange.ts'
import type { Known } from '../../journey.ts'
import type { Callback, Push, Subscribed, Subscriptions } from '../../served/desk.ts'

/** UPS Track Alert: subscriptions for 14 days, whose events are pushed; what lies before them is not told. */
export const trackAlert: Subscriptions = {
  path: /^\/api\/track\/v[12]\/subscription\/(?:standard|enhanced)\/package$/,
  days: 14,
  subscribe,
  push,
}

/** Whose events are to be pushed where; no numbers where it was refused. */
function subscribe(asked: Asked, callback: Callback | null): Subscribed {
  const refused = (code: string, message: string, invalid: readonly string[] = []) => ({
    said: json(400, { invalidTrackingNumbers: invalid, response: { errors: [{ code, message }] } }),
    numbers: [],
    to: null,
  })
  if (!asked.headers['transactionsrc']) return refused('VSS004', 'The header transactionSrc is missing.')
  const body = objectIn(asked.body)
  if (!body) return refused('VSS110', 'There is no subscription in the body.')
  const read = Subscribe.safeParse(body)
  if (!read.success) return refused('VSS110', 'The subscription has another shape.')
  const { locale, trackingNumberList: asks, destination } = read.data
  if (locale === undefined) return refused('VSS300', 'The locale is missing.')
  if (!/^[a-z]{2}_[A-Z]{2}$/.test(locale)) return refused('VSS310', 'The locale is none.')
  if (asks.length === 0) return refused('VSS200', 'The list of tracking numbers is missing.')
  if (asks.length > 100) return refused('VSS220', 'More than 100 tracking numbers; none was taken.')
  // In v2 the address is kept with UPS beforehand; v1 sends it along.
  if (destination && !destination.url) return refused('VSS600', 'The URL is empty.')
  if (destination && !destination.credential) return refused('VSS700', 'The credential is empty.')
  if (destination && !destination.credentialType) return refused('VSS800', 'The type of the credential is empty.')
  const to = destination ? { url: destination.url, credential: destination.credential } : callback
  if (!to) return refused('VSS500', 'There is no destination to push to.')
  const valid = asks.filter((number) => /^1Z[0-9A-Z]{16}$/.test(number))
  const invalid = asks.filter((number) => !valid.includes(number))
  if (valid.length === 0) return refused('VSS210', 'None of the tracking numbers is one.', invalid)
  return {
    said: json(200, {
      validTrackingNumbers: valid,
      ...(invalid.length > 0 && { invalidTrackingNumbers: invalid }),
    }),
    numbers: valid,
    to,
  }
}

const Subscribe = z.object({
  locale: z.string().optional(),
  trackingNumberList: z.array(z.string()).default([]),
  destination: z
    .object({
      url: z.string().default(''),
      credential: z.string().default(''),
      credentialType: z.string().default(''),
    })
    .optional(),
})

/** `client`: whose subscription it is, as UPS sends it along. */
function push(known: Known, step: Known['steps'][number], to: Callback, client: string): Push {
  return {
    url: to.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'UPSPubSubTrackingService',
      'x-api-key': client,
      credential: to.credential,
    },
    body: JSON.stringify(upsEvent(known, step)),
  }
}
