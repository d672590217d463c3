import { codeTable, wordTable } from '../../kit/index.ts'

/** A kind and, after the dot, what is special of it; a kind alone is what codes of that kind say that are not listed. */
export const codes = codeTable({
  'info_received/data_received': 'INTIAL.PREADVICE',
  'info_received/pickup_scheduled': 'INTIAL.E48_DATA',
  'in_transit/accepted': 'INTIAL INTIAL.NORMAL',
  'in_transit/arrived_facility': 'INBOUD INBOUD.NORMAL',
  'in_transit/departed': 'OUTBOD OUTBOD.NORMAL',
  'out_for_delivery/with_courier': 'OUTDEL OUTDEL.NORMAL',
  delivered: ['DELIVD', 'DELIVD.NORMAL', 'DELIVD.NO POD', 'DELIVD.POD', 'DELIVERED'],
  'delivered/collected': 'DELIVD.DEL_BY_PSAPP',
  'available_for_pickup/at_parcel_shop': 'DELIVD.PARCELSHOP',
  'cancelled/voided_label': 'CANCEL CANCEL.NORMAL',
})

export const summaries = codeTable({
  info_received: 'PREADVICE',
  'info_received/pickup_scheduled': 'PLANNEDPICKUP INPICKUP',
  in_transit: 'INTRANSIT',
  'in_transit/arrived_facility': 'INWAREHOUSE',
  out_for_delivery: 'INDELIVERY',
  'attempt_failed/other_attempt': 'NOTDELIVERED',
  'available_for_pickup/at_parcel_shop': 'DELIVEREDPS',
  delivered: 'DELIVERED',
  returning: 'RETURNED',
  'cancelled/voided_label': 'CANCELED CANCELLED',
  'info_received/label_created': 'NOTPICKEDUP',
  nothing: 'FINAL',
})

/** What sentences say of codes that are in no table: GLS lists all of its codes only to those who have a key. */
export const words = wordTable([
  [
    'returned/back_with_sender',
    /\b(?:has been|was) (?:returned|delivered(?: back)?) to (?:the )?(?:shipper|sender|consignor)|an den (?:Versender|Absender) (?:zurückgegeben|zugestellt)/i,
  ],
  [
    'returning/return_in_transit',
    /\breturn(?:ed|s|ing)?\b.*\b(?:shipper|sender|consignor)|zurück an den (?:Versender|Absender)|\bRücksendung\b/i,
  ],
  [
    'exception/customs_held',
    /(?:not (?:been )?released|held|retained) (?:by|in|at) customs|nicht vom Zoll freigegeben/i,
  ],
  ['in_transit/customs_cleared', /(?:released|cleared) (?:by|from|through) customs|vom Zoll freigegeben/i],
  ['in_transit/customs_processing', /\bcustoms\b|\bZoll/i],
  ['exception/damaged', /\bdamaged?\b|beschädigt/i],
  ['exception/lost', /\b(?:lost|missing)\b|verloren/i],
  ['exception/missorted', /mis-?(?:routed|sorted|directed)|wrong (?:depot|parcel cent)|fehlgeleitet/i],
  ['attempt_failed/refused', /\brefus|\brejected\b|verweigert/i],
  [
    'attempt_failed/not_home',
    /\babsent\b|not (?:at )?home|nobody|no one|not present|nicht angetroffen|nicht anwesend/i,
  ],
  ['attempt_failed/business_closed', /\bclosed\b|\bholiday\b|geschlossen/i],
  [
    'attempt_failed/payment_due',
    /\b(?:cash|COD|payment)\b.*\bnot\b|\bnot\b.*\b(?:cash|COD|payment)\b|Nachnahme.*nicht/i,
  ],
  ['attempt_failed/no_access', /\bno access\b|could not be reached|kein Zugang/i],
  [
    'exception/address_incorrect',
    /(?:wrong|incorrect|incomplete|insufficient|unknown|missing|false).{0,30}address|address.{0,40}(?:wrong|incorrect|incomplete|insufficient|unknown|not (?:be )?found)|consignee (?:is )?unknown|(?:falsche|unvollständige|unbekannte) (?:Adresse|Anschrift)/i,
  ],
  ['attempt_failed/other_attempt unknown:notice_left', /notification card|Benachrichtigungskarte/i],
  ['attempt_failed/other_attempt', /not (?:be |been )?delivered|unsuccessful|nicht zugestellt/i],
  [
    'available_for_pickup/pickup_deadline',
    /(?:parcel ?shop|paket ?shop|locker).*(?:maximum|longest|expired)|(?:maximum|longest).*(?:parcel ?shop|locker)/i,
  ],
  [
    'delivered/collected',
    /(?:picked up|collected) (?:by|at|from) (?:the )?(?:consignee|recipient|parcel ?shop|locker)|vom Empfänger abgeholt/i,
  ],
  [
    'in_transit/rescheduled recipient:to_pickup_point',
    /(?:redirected|forwarded|on (?:its|the) way|will be delivered) to (?:a |the )?(?:parcel ?shop|locker)/i,
  ],
  ['available_for_pickup/at_locker', /\blocker\b|paketstation/i],
  ['available_for_pickup/at_parcel_shop', /parcel ?shop|paket ?shop/i],
  ['delivered/to_neighbour', /neighbou?r|Nachbar/i],
  ['delivered/mailbox', /letter ?box|mail ?box|Briefkasten/i],
  ['delivered/safe_place', /\bdeposited\b|safe place|drop-?off place|Abstellort|abgestellt/i],
  ['in_transit/rescheduled', /postponed|rescheduled|new (?:delivery )?date|changed (?:delivery )?date|neuer Termin/i],
  ['in_transit/at_destination_facility carrier:in_storage', /\bstored\b|\bstorage\b|eingelagert/i],

  ['cancelled/voided_label', /\bdata\b.*\bdeleted\b/i],
  ['info_received/data_received', /\bdata\b.*\bentered\b|not yet handed over/i],
  ['in_transit/accepted', /\bhanded over to GLS\b/i],
  ['in_transit/departed', /\bleft the (?:parcel cent|depot)/i],
  ['in_transit/arrived_facility', /\b(?:reached|arrived (?:at|in)) the (?:parcel cent|depot)/i],
  ['out_for_delivery/with_courier', /\b(?:in|out for) delivery\b|expected to be delivered|in Zustellung/i],
  ['delivered', /\b(?:has been|was) delivered\b|zugestellt/i],
])
