import { z } from 'zod'
import { aside, many, text, texts } from '../../kit/index.ts'

const Address = texts('city', 'stateOrProvinceCode', 'postalCode', 'countryCode').extend({
  streetLines: aside(many(text)),
})
export const Scan = texts('date', 'eventType', 'eventDescription', 'exceptionCode', 'exceptionDescription').extend({
  // Pushed answers put the address one deeper.
  scanLocation: aside(Address.extend({ address: aside(Address) })),
})
const Window = aside(z.object({ window: aside(texts('begins', 'ends')) }))
const Hold = z.object({
  locationContactAndAddress: aside(z.object({ contact: aside(texts('companyName')), address: aside(Address) })),
})
const TrackResult = texts('trackingNumber').extend({
  error: aside(texts('code', 'message')),
  trackingNumberInfo: aside(texts('trackingNumber')),
  additionalTrackingInfo: aside(
    z.object({ packageIdentifiers: aside(many(texts('type', 'value').extend({ values: aside(many(text)) }))) }),
  ),
  latestStatusDetail: aside(
    texts('code', 'derivedCode').extend({ ancillaryDetails: aside(many(texts('reason', 'reasonDescription'))) }),
  ),
  scanEvents: many(Scan),
  dateAndTimes: aside(many(texts('type', 'dateTime'))),
  estimatedDeliveryTimeWindow: Window,
  standardTransitTimeWindow: Window,
  holdAtLocation: aside(Hold),
  deliveryDetails: aside(texts('signedByName', 'receivedByName', 'locationType', 'locationDescription')),
  packageDetails: aside(
    z.object({ weightAndDimensions: aside(z.object({ weight: aside(many(texts('value', 'unit'))) })) }),
  ),
  serviceDetail: aside(texts('description', 'type')),
})
const Asked = texts('trackingNumber').extend({ trackResults: many(TrackResult) })
/** `others`: how many more parcels FedEx has under the number. */
export const Slice = Asked.omit({ trackResults: true }).extend({ result: TrackResult, others: z.number().optional() })

/** Answers of the Track API, and what is pushed: the results themselves, or wrapped as there. */
export const Answer = z
  .object({
    errors: many(texts('code', 'message')),
    output: z.object({ completeTrackResults: many(Asked).optional() }).nullish(),
    completeTrackResults: many(Asked).optional(),
    trackResults: many(TrackResult).optional(),
  })
  .transform(({ errors, output, completeTrackResults, trackResults }) => ({
    errors,
    asked:
      output?.completeTrackResults ??
      completeTrackResults ??
      trackResults?.map((one) => ({ trackingNumber: undefined, trackResults: [one] })),
  }))
  .refine(({ errors, asked }) => asked ?? errors.length > 0, 'expected "output.completeTrackResults" or "errors"')

export type Scan = z.infer<typeof Scan>
export type TrackResult = z.infer<typeof TrackResult>
