import { clockDigits, type Known, type Phrase, type Stop } from '../journey.ts'
import { codeFor, phrasesOf, type Speaker } from '../speaker.ts'
import { xmlText } from '../xml.ts'

/** Purolator's Tracking Web Service: one SOAP envelope for all PINs asked for, scans newest first, Eastern time without a zone. */
export const purolator: Speaker = {
  id: 'purolator',
  contentType: 'text/xml',
  canSay: (phrase) => codes[phrase] !== undefined,
  phrases: () => phrasesOf(codes),
  answers: (parcels) => (parcels.length === 0 ? [] : [envelope(parcels.map(information).join('\n'))]),
}

type Type = 'ProofOfPickUp' | 'OnDelivery' | 'Delivery' | 'InternationalOutbound' | 'Undeliverable' | 'Other'
type Code = readonly [type: Type, sentence: string]

const codes: Readonly<Partial<Record<Phrase, Code>>> = {
  'info_received/label_created': ['Other', 'Shipper created a label'],
  'info_received/data_received': ['Other', 'Manifest received'],
  in_transit: ['Other', 'In transit'],
  'in_transit/picked_up': ['ProofOfPickUp', 'Picked up by Purolator'],
  'in_transit/departed': ['Other', 'Departed sort facility'],
  'in_transit/arrived_facility': ['Other', 'Arrived at sort facility'],
  'in_transit/export': ['InternationalOutbound', 'International outbound'],
  'in_transit/customs_processing': ['Other', 'Customs clearance under way'],
  'in_transit/customs_cleared': ['Other', 'Cleared customs'],
  'in_transit/rescheduled': ['Undeliverable', 'Delivery rescheduled'],
  'in_transit/delayed': ['Undeliverable', 'Shipment delayed'],
  'in_transit/delayed:severe_weather': ['Undeliverable', 'Severe weather on the route'],
  'out_for_delivery/with_courier': ['OnDelivery', 'On vehicle for delivery'],
  available_for_pickup: ['Other', 'Receiver advised they will pickup'],
  'available_for_pickup/at_parcel_shop': ['Other', 'Available for pickup at the counter'],
  'available_for_pickup/at_locker': ['Other', 'Package at locker'],
  'available_for_pickup/at_post_office': ['Other', 'Receiver to pick up at post office'],
  'attempt_failed/not_home': ['Undeliverable', 'Attempted delivery - receiver not available'],
  'attempt_failed/business_closed': ['Undeliverable', 'Attempted delivery - business closed'],
  'attempt_failed/no_access': ['Undeliverable', 'Unable to access the building'],
  'attempt_failed/refused': ['Undeliverable', 'Attempted delivery - refused'],
  'attempt_failed/payment_due': ['Undeliverable', 'Payment not ready'],
  'attempt_failed/verification_failed': ['Undeliverable', 'Identification required'],
  'attempt_failed/other_attempt': ['Undeliverable', 'Attempted delivery'],
  delivered: ['Delivery', 'Shipment delivered'],
  'delivered/signed': ['Delivery', 'Shipment delivered'],
  'delivered/collected': ['Delivery', 'Package removed from locker'],
  exception: ['Undeliverable', 'Shipment held at depot'],
  'exception/customs_held': ['Other', 'Held by customs'],
  'exception/duties_unpaid': ['Other', 'Duties and taxes owing'],
  'exception/documents_missing': ['Other', 'Missing customs documents'],
  'exception/prohibited': ['Other', 'Prohibited contents'],
  'exception/damaged': ['Other', 'Package damaged'],
  'exception/lost': ['Other', 'Missing package'],
  'exception/address_incorrect': ['Undeliverable', 'Incomplete address'],
  'exception/recipient_moved': ['Undeliverable', 'Receiver moved'],
  'exception/refused': ['Undeliverable', 'Package refused'],
  'exception/on_hold_by_request': ['Other', 'Hold requested'],
  'exception/investigation': ['Other', 'Trace initiated'],
  'returning/return_initiated': ['Other', 'Being returned'],
  'returning/return_initiated:not_collected': ['Other', 'Hold period expired'],
  'returning/return_in_transit': ['Other', 'Returned to sender, on the way'],
  'returned/back_with_sender': ['Delivery', 'Returned to sender'],
  'cancelled/voided_label': ['Other', 'Label voided'],
}

/** Purolator's systems keep this clock and name none. */
const zone = 'America/Toronto'

const envelope = (list: string) => `<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
  <s:Body>
    <TrackPackagesByPinResponse xmlns="http://purolator.com/pws/datatypes/v1">
      <ResponseInformation><Errors/></ResponseInformation>
      <TrackingInformationList>
${list}
      </TrackingInformationList>
    </TrackPackagesByPinResponse>
  </s:Body>
</s:Envelope>`

function information(parcel: Known): string {
  const { number, steps } = parcel
  const errors =
    '<Errors><Error><Code>3002103</Code><Description>No tracking information found</Description><AdditionalInformation/></Error></Errors>'
  return `        <TrackingInformation>
          <PIN><Value>${number}</Value></PIN>
          <Scans>
${steps
  .toReversed()
  .map((step) => scan(step, parcel))
  .join('\n')}
          </Scans>
          <ResponseInformation>${steps.length === 0 ? errors : ''}</ResponseInformation>
        </TrackingInformation>`
}

function scan({ says, stop, instant, signedBy }: Known['steps'][number], { number, due, service }: Known): string {
  const [type, sentence] = codeFor('Purolator', codes, says)
  const there = instant.toZonedDateTimeISO(zone)
  const details =
    type === 'ProofOfPickUp' && due
      ? `<CommitedDeliveryDate>${due.toString()}</CommitedDeliveryDate><PremiumServiceText>${xmlText(service)}</PremiumServiceText>`
      : says === 'delivered/signed'
        ? `<DeliverySignature>${xmlText(signedBy ?? 'ON FILE')}</DeliverySignature>`
        : ''
  return `          <Scan xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="${type === 'Other' ? '' : type}Scan">
            <ScanType>${type}</ScanType>
            <PIN><Value>${number}</Value></PIN>
            <Depot><Name>${xmlText(depot(stop))}</Name></Depot>
            <ScanDate>${there.toPlainDate().toString()}</ScanDate>
            <ScanTime>${clockDigits(there)}</ScanTime>
            <Description>${xmlText(sentence)}</Description>
            <Comment></Comment>
            <SummaryScanIndicator>false</SummaryScanIndicator>
            <ScanDetails>${details}</ScanDetails>
          </Scan>`
}

const depot = ({ city, region }: Stop) => [city, region].filter((part) => part !== null).join(', ')
