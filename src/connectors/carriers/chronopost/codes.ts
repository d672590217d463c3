import { codeTable, worded, wordTable } from '../../kit/index.ts'

export const codes = codeTable({
  'info_received/data_received': 'DC',
  'in_transit/accepted': 'DB DY',
  'in_transit/picked_up': 'TT',
  'in_transit/origin_scan': 'SC EC',
  in_transit: 'TS TP O',
  'in_transit/arrived_facility': 'T',
  'in_transit/import': 'EI',
  'in_transit/customs_cleared': 'SJ',
  'in_transit/at_destination_facility': 'SD',
  'in_transit/at_destination_facility recipient:going_to_pickup_point': 'RB',
  'in_transit/delayed': 'A2',
  'in_transit/rescheduled': 'IA IS',
  'out_for_delivery/with_courier': 'TA',
  'available_for_pickup/at_parcel_shop': 'AB',
  'attempt_failed/not_home': 'P',
  'exception recipient:action_required shopper:contact_carrier': 'SK',
  delivered: 'D',
  'returning/return_initiated': 'R',
  // One of several parcels; a notice by mail or SMS; an instruction of the recipient.
  nothing: 'EA SM CL',
})

/** What a label may tell more of than its code does: partners report under Chronopost's codes in words of their own. */
const vague: Readonly<Record<string, RegExp>> = {
  D: /^(?:delivered|returned)\//,
  P: /^(?:attempt_failed|exception)\//,
  SD: /^in_transit\/(?:rescheduled|delayed)/,
  TS: /^in_transit\/(?:rescheduled|delayed|customs|import|export)/,
  AB: /^available_for_pickup\//,
  SK: /^exception\//,
}

// In French and English, in which Chronopost answers.
const words = wordTable([
  [
    'returned/back_with_sender',
    /(?:livré|remis|rendu|restitué) à l['’]exp[ée]diteur|(?:delivered|returned) (?:back )?to (?:the )?(?:sender|shipper) completed|delivered (?:back )?to (?:the )?(?:sender|shipper)/i,
  ],
  [
    'returning/return_in_transit',
    /retour.{0,30}exp[ée]diteur|retourné|return(?:ed|ing|s)? to (?:the )?(?:sender|shipper)|being returned/i,
  ],
  [
    'exception/duties_unpaid',
    /(?:droits|taxes).*(?:attente|payer|régler|impay)|(?:duties|taxes).*(?:unpaid|await|to (?:be )?pa)/i,
  ],
  [
    'in_transit/customs_cleared',
    /d[ée]douan(?:é|ement (?:terminé|effectué))|sorti.{0,12}douane|(?:cleared|released).{0,12}customs|customs (?:clearance )?(?:cleared|completed)/i,
  ],
  [
    'exception/customs_held',
    /(?:retenu|bloqué|attente).*douan|douan.*(?:retenu|bloqu|attente)|(?:held|blocked|waiting).*customs|customs.*(?:hold|held)/i,
  ],
  ['in_transit/customs_processing', /\bdouan|\bcustoms\b/i],
  ['exception/damaged', /endommag|avari|\bdamaged?\b/i],
  ['exception/lost', /\bperdu|égaré|\blost\b/i],
  ['exception/missorted', /erreur de (?:tri|routage|direction)|fausse direction|mis-?(?:routed|sorted|directed)/i],
  ['attempt_failed/refused', /refus/i],
  ['attempt_failed/payment_due', /contre-?remboursement|cash on delivery/i],
  [
    'attempt_failed/address_problem',
    /adresse.{0,40}(?:incompl|incorrect|erron|insuffisan|inconnu|introuvable)|(?:address).{0,40}(?:incompl|incorrect|wrong|insufficient|unknown|not found)|(?:incomplete|incorrect|wrong) address|destinataire inconnu|consignee unknown|n['’]habite pas/i,
  ],
  ['attempt_failed/business_closed', /fermé|ferme(?:ture|\b)|\bclosed\b/i],
  ['attempt_failed/no_access', /(?:pas|sans|aucun|absence) d['’]?acc[èe]s|acc[èe]s impossible|digicode|no access/i],
  ['attempt_failed/not_home', /absen(?:t|ce)|avisé|avis de passage|not (?:at )?home|notice left/i],
  [
    'delivered/collected',
    /retiré (?:par|au|en)|(?:collected|picked up) (?:by|at) (?:the )?(?:consignee|recipient|customer|pick)/i,
  ],
  ['available_for_pickup/at_locker', /consigne|\blocker\b/i],
  [
    'available_for_pickup/at_post_office',
    /(?:disposition|disponible|attente de retrait).*bureau de poste|available.*post office/i,
  ],
  [
    'available_for_pickup/at_parcel_shop',
    /(?:disposition|disponible|attente de retrait)|available (?:for|at)|ready (?:for|to be) (?:collect|pick)/i,
  ],
  ['delivered/to_neighbour', /voisin|neighbou?r/i],
  ['delivered/mailbox', /bo[îi]te aux lettres|letter ?box|mail ?box/i],
  ['delivered/reception', /gardien|accueil|\breception\b|concierge/i],
  ['out_for_delivery/with_courier', /en cours de livraison(?! au point)|out for delivery|in delivery to/i],
  [
    'in_transit/rescheduled',
    /report[ée]|relivraison|nouvelle (?:date|présentation)|livraison prévue|postponed|rescheduled|new (?:delivery )?date/i,
  ],
  ['in_transit/delayed', /retard|\bdelay/i],
  [
    'attempt_failed/other_attempt',
    /[ée]chec de livraison|(?:non|pas|pu être|pu etre) livr|not delivered|delivery failed|undeliver/i,
  ],
  ['delivered', /livraison effectu|livré|\bdelivered\b/i],
  ['in_transit', /acheminement|\btransit\b|\btri\b|sorted/i],
])

export const meaningOf = worded({ codes, words, vague })
