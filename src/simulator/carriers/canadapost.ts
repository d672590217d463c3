import type { Known, Phrase } from '../journey.ts'
import { codeFor, phrasesOf, type Speaker } from '../speaker.ts'
import { xmlText } from '../xml.ts'

/** Canada Post's tracking details: one XML answer a parcel, occurrences newest first. */
export const canadaPost: Speaker = {
  id: 'canadapost',
  contentType: 'application/xml',
  canSay: (phrase) => codes[phrase] !== undefined,
  phrases: () => phrasesOf(codes),
  answers: (parcels) => parcels.map((parcel) => (parcel.steps.length === 0 ? notFound : detail(parcel))),
}

type Code = readonly [event: string, text: string]

const codes: Readonly<Partial<Record<Phrase, Code>>> = {
  'info_received/label_created': ['3002', 'Label printed by the sender'],
  'info_received/data_received': ['3000', 'Announced by the sender'],
  in_transit: ['175', 'On its way'],
  'in_transit/accepted': ['1300', 'Handed in'],
  'in_transit/picked_up': ['1400', 'Picked up'],
  'in_transit/origin_scan': ['4100', 'Taken in abroad'],
  'in_transit/departed': ['410', 'Left the plant'],
  'in_transit/arrived_facility': ['0170', 'Sorted'],
  'in_transit/export': ['4202', 'Left its country'],
  'in_transit/import': ['700', 'Came to Canada'],
  'in_transit/customs_processing': ['800', 'With customs'],
  'in_transit/customs_cleared': ['900', 'Customs are done'],
  'in_transit/at_destination_facility': ['4600', 'At the office that delivers'],
  'in_transit/handed_to_partner': ['115', 'Passed on to a partner'],
  'in_transit/rescheduled': ['1203', 'New day of delivery'],
  'in_transit/delayed': ['621', 'Takes longer'],
  'in_transit/delayed:severe_weather': ['159', 'Held up by weather'],
  'out_for_delivery/with_courier': ['0174', 'On the van'],
  available_for_pickup: ['1407', 'Ready to be collected'],
  'available_for_pickup/at_locker': ['1405', 'In a parcel locker'],
  'available_for_pickup/at_post_office': ['1701', 'Ready at the post office'],
  'available_for_pickup/pickup_deadline': ['156', 'Last days to collect it'],
  'attempt_failed/business_closed': ['1411', 'The business was closed'],
  'attempt_failed/other_attempt': ['1443', 'Delivery was tried'],
  delivered: ['1496', 'Delivered'],
  'delivered/safe_place': ['1421', 'Left at the door'],
  'delivered/mailbox': ['1441', 'Left in the mailbox'],
  'delivered/reception': ['1461', 'Left at the front desk'],
  'delivered/collected': ['1406', 'Taken from the locker'],
  'delivered/signed': ['1408', 'Handed over against a signature'],
  exception: ['1450', 'With the office for mail that cannot be delivered'],
  'exception/customs_held': ['810', 'Held by customs'],
  'exception/documents_missing': ['117', 'Papers are not in order'],
  'exception/damaged': ['710', 'Came damaged'],
  'exception/address_incorrect': ['120', 'The address is not right'],
  'exception/refused': ['121', 'Refused or not collected'],
  'exception/on_hold_by_request': ['1410', 'On hold as asked'],
  'returning/return_initiated': ['1420', 'Goes back'],
  'returning/return_initiated:address_incorrect': ['1415', 'Address incomplete, goes back'],
  'returning/return_initiated:not_collected': ['1419', 'Not collected, goes back'],
  'returning/return_in_transit': ['2600', 'On the way back'],
  'returned/back_with_sender': ['1498', 'Returned and handed to the sender'],
  'cancelled/voided_label': ['190', 'Label voided'],
}

/** How Canada Post names the clocks, summer and winter alike. */
const labels: Readonly<Record<string, string>> = {
  'America/St_Johns': 'NST',
  'America/Halifax': 'AST',
  'America/Toronto': 'EST',
  'America/Winnipeg': 'CST',
  'America/Edmonton': 'MST',
  'America/Vancouver': 'PST',
  'America/Whitehorse': 'YST',
}

const notFound = `<?xml version="1.0" encoding="UTF-8"?>
<messages xmlns="http://www.canadapost.ca/ws/messages"><message><code>004</code><description>No Pin History</description></message></messages>`

function detail({ number, due, service, to, steps }: Known): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<tracking-detail xmlns="http://www.canadapost.ca/ws/track">
  <pin>${number}</pin>
  <active-exists>1</active-exists>
  <archive-exists/>
  <changed-expected-date/>
  <destination-postal-id>${xmlText(to.postal?.replaceAll(' ', '') ?? '')}</destination-postal-id>
  <expected-delivery-date>${due?.toString() ?? ''}</expected-delivery-date>
  <changed-expected-delivery-reason/>
  <service-name>${xmlText(service)}</service-name>
  <signature-image-exists>false</signature-image-exists>
  <delivery-options/>
  <significant-events>
${steps.toReversed().map(occurrence).join('\n')}
  </significant-events>
</tracking-detail>`
}

function occurrence({ says, stop, instant, signedBy = '' }: Known['steps'][number]): string {
  const [event, text] = codeFor('Canada Post', codes, says)
  const there = instant.toZonedDateTimeISO(stop.zone)
  return `    <occurrence>
      <event-identifier>${event}</event-identifier>
      <event-date>${there.toPlainDate().toString()}</event-date>
      <event-time>${there.toPlainTime().toString({ smallestUnit: 'second' })}</event-time>
      <event-time-zone>${labels[stop.zone] ?? ''}</event-time-zone>
      <event-description>${xmlText(text)}</event-description>
      <signatory-name>${xmlText(signedBy)}</signatory-name>
      <event-site>${xmlText(stop.city ?? '')}</event-site>
      <event-province>${xmlText(stop.region ?? '')}</event-province>
      <event-retail-location-id/>
      <event-retail-name/>
    </occurrence>`
}
