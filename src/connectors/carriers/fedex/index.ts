import { place } from '../../../model/index.ts'
import {
  onTheirPage,
  clientCredentials,
  countryCode,
  defineCarrier,
  failureOf,
  grams,
  meaningIn,
  nothingFound,
  type SaidEvent,
  secret,
  setting,
  whenIso,
} from '../../kit/index.ts'
import { Answer, type Scan, Slice, type TrackResult } from './answer.ts'
import { attemptInWords, codes, exceptionInWords, spotInWords } from './codes.ts'
import { push } from './push.ts'

/** FedEx Track API v1, and what its Advanced Integrated Visibility pushes. */
export const fedex = defineCarrier({
  id: 'fedex',
  name: 'FedEx',
  docs: 'https://developer.fedex.com/api/en-us/catalog/track/v1/docs.html',
  defaultZone: 'America/Chicago',
  trackingUrl: (number) => `https://www.fedex.com/fedextrack/?trknbr=${encodeURIComponent(number)}`,
  codes,

  answer: Answer,
  split({ errors, asked = [] }) {
    const failures = errors.map((one) => failureOf(one, kinds))
    const slices = asked.flatMap(({ trackingNumber, trackResults }) => {
      failures.push(
        ...trackResults.flatMap(({ error }) =>
          error?.code || error?.message ? [failureOf({ ...error, number: trackingNumber }, kinds)] : [],
        ),
      )
      const parcels = trackResults.filter(isParcel)
      const [newest] = parcels.toSorted((a, b) => (lastScan(a) < lastScan(b) ? 1 : -1))
      if (!newest && !trackResults.some(({ error }) => error)) failures.push(nothingFound(trackingNumber))
      return newest ? [{ trackingNumber, result: newest, others: parcels.length - 1 }] : []
    })
    if (slices.length + failures.length === 0) failures.push(nothingFound())
    return { slices, failures }
  },
  slice: Slice,
  says({ trackingNumber, result, others = 0 }) {
    const { latestStatusDetail: latest, scanEvents, packageDetails, serviceDetail, deliveryDetails } = result
    const backSince = scanEvents
      .flatMap(({ eventType, date }) => (eventType === 'RS' ? (instantOf(date) ?? []) : []))
      .toSorted((a, b) => a - b)[0]
    const weights = packageDetails?.weightAndDimensions?.weight ?? []
    const weight = weights.find(({ unit }) => unit === 'KG') ?? weights[0]
    const delivered = latest?.code === 'DL' || scanEvents.some(({ eventType }) => eventType === 'DL')
    return {
      number: trackingNumber ?? result.trackingNumber ?? result.trackingNumberInfo?.trackingNumber,
      // It does not say which way the parcel goes.
      ...(backSince === undefined && {
        summary: [...(latest?.ancillaryDetails ?? []).map(({ reason }) => exact(latest?.code, reason)), latest?.code],
      }),
      events: scanEvents.map((scan) =>
        said(scan, deliveryDetails?.locationDescription ?? deliveryDetails?.locationType, backSince),
      ),
      estimate: estimateOf(result, delivered),
      service: serviceDetail?.description ?? serviceDetail?.type,
      weightGrams: grams(weight?.value, weight?.unit),
      legs: legsOf(result),
      ...(delivered && { proof: { signedBy: deliveryDetails?.signedByName ?? deliveryDetails?.receivedByName } }),
      pickup: pickupOf(result),
      warnings: others > 0 ? [severalParcels(others + 1)] : [],
    }
  },
  // FedEx Delivery Manager, for who has signed up for it.
  changes: onTheirPage({ asks: 'account' }, 'redirect_to_address', 'hold_for_pickup', 'reschedule'),
  calls: {
    ...clientCredentials('/oauth/token', { client: 'form' }),
    settings: [setting('clientId', 'API Key'), secret('clientSecret', 'Secret Key')],
    baseUrl: 'https://apis.fedex.com',
    testUrl: 'https://apis-sandbox.fedex.com',
    limits: { batch: 30, perSecond: 140, perDay: 100_000 },
    track: (numbers) => ({
      method: 'POST',
      path: '/track/v1/trackingnumbers',
      headers: { 'content-type': 'application/json', 'x-locale': 'en_US' },
      body: JSON.stringify({
        includeDetailedScans: true,
        trackingInfo: numbers.map((trackingNumber) => ({ trackingNumberInfo: { trackingNumber } })),
      }),
    }),
  },
  push,
})

const kinds = {
  not_found:
    'TRACKING.TRACKINGNUMBER.NOTFOUND TRACKING.DATA.NOTFOUND TRACKING.TCN.NOTFOUND TRACKING.REFERENCENUMBER.NOTFOUND',
  unauthorized: 'NOT.AUTHORIZED.ERROR FORBIDDEN.ERROR LOGIN.REAUTHENTICATE.ERROR USER.RELOGIN.REQUIRED',
  rate_limited: 'RATE.LIMIT.EXCEEDED TOO.MANY.REQUESTS TRANSACTION.LIMIT.EXCEEDED QUOTA.EXCEEDED',
  unreachable:
    'INTERNAL.SERVER.ERROR SERVICE.UNAVAILABLE.ERROR SYSTEM.UNAVAILABLE.EXCEPTION SYSTEM.UNEXPECTED.ERROR GENERIC.ERROR',
  rejected:
    'TRACKING.DATA.NOTUNIQUE TRACKING.TRACKINGNUMBER.EMPTY TRACKING.TRACKINGNUMBER.INVALID TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED NOT.FOUND.ERROR',
}

const isParcel = ({ error, scanEvents, latestStatusDetail }: TrackResult) =>
  scanEvents.length > 0 || (!error?.code && Boolean(latestStatusDetail?.code))

/** Offsets differ by hours, parcels under one number by days at least: local times tell which is newer. */
const lastScan = ({ scanEvents }: TrackResult) =>
  scanEvents
    .map(({ date = '' }) => date.slice(0, 19))
    .sort()
    .at(-1) ?? ''

const severalParcels = (count: number) => ({
  code: 'several_parcels',
  message: `FedEx has ${count} parcels under this number; the one scanned last was taken`,
})

/** `DE.8` for an event type and one of its exception codes. */
const exact = (type: string | undefined, code: string | undefined) =>
  type && code?.trim() ? `${type}.${code.trim().replace(/^0+(?=.)/, '')}` : undefined

function said(scan: Scan, spot: string | undefined, backSince: number | undefined): SaidEvent {
  const { eventType: code, exceptionCode, exceptionDescription, eventDescription, date, scanLocation } = scan
  const {
    city,
    stateOrProvinceCode: region,
    postalCode: postal,
    countryCode: country,
  } = scanLocation?.address ?? scanLocation ?? {}
  const type = code?.trim().toUpperCase()
  const why = type === 'DE' ? attemptInWords : type === 'SE' || type === 'CD' ? exceptionInWords : undefined
  return {
    code,
    meaning:
      meaningIn(codes, exact(code, exceptionCode)) ??
      (type === 'DL' ? spotInWords(exceptionDescription, spot) : why?.(exceptionDescription, eventDescription)),
    text: exceptionDescription?.trim() ? exceptionDescription : eventDescription,
    language: 'en',
    when: whenIso(date),
    sent: date,
    place: { city, region, postal, country },
    back: backSince !== undefined && (instantOf(date) ?? backSince) > backSince,
  }
}

function estimateOf(result: TrackResult, delivered: boolean) {
  const window = result.estimatedDeliveryTimeWindow?.window
  const standard = delivered ? undefined : result.standardTransitTimeWindow?.window
  const promised = result.dateAndTimes?.find(({ type }) => type === 'ESTIMATED_DELIVERY')?.dateTime
  if (window?.begins || window?.ends || !(promised ?? standard))
    return { from: whenIso(window?.begins), to: whenIso(window?.ends), window: true }
  return promised
    ? { from: whenIso(promised) }
    : { from: whenIso(standard?.begins), to: whenIso(standard?.ends), window: true }
}

/** Numbers it goes on under: at another carrier, or back to the sender. */
const legsOf = ({ additionalTrackingInfo }: TrackResult) =>
  (additionalTrackingInfo?.packageIdentifiers ?? []).flatMap(({ type = '', value, values }) => {
    const number = value?.trim() || values?.[0]?.trim()
    if (!number) return []
    if (type === 'PARTNER_CARRIER_NUMBER') return [{ number }]
    const own = type === 'RETURNED_TO_SHIPPER_TRACKING_NUMBER' || type === 'REROUTE_TRACKING_NUMBER'
    return own ? [{ carrier: 'fedex', name: 'FedEx', number }] : []
  })

function pickupOf({ holdAtLocation }: TrackResult) {
  const { contact, address } = holdAtLocation?.locationContactAndAddress ?? {}
  if (!contact?.companyName && !address) return undefined
  return {
    name: contact?.companyName ?? null,
    street: address?.streetLines?.filter((line) => line?.trim()).join(', ') || null,
    place: place({
      city: address?.city ?? null,
      region: address?.stateOrProvinceCode ?? null,
      postal: address?.postalCode ?? null,
      country: countryCode(address?.countryCode),
    }),
  }
}

/** Scans come from clocks of several zones: what is later as text need not have been later. */
function instantOf(date: string | undefined): number | undefined {
  const when = whenIso(date)
  return when?.localTime.toZonedDateTime(when.zone ?? 'UTC').epochMilliseconds
}
