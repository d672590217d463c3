import { lookUp, type Meaning, says } from '../../kit/index.ts'

const collect = ['shopper', 'collect_parcel'] as const

const types: Readonly<Record<string, Meaning>> = {
  ProofOfPickUp: says('in_transit/picked_up'),
  OnDelivery: says('out_for_delivery/with_courier'),
  Delivery: says('delivered'),
  InternationalOutbound: says('in_transit/export'),
  Undeliverable: says('attempt_failed/other_attempt', ['unknown', 'not_delivered']),
  Other: says('in_transit'),
}

/**
 * Purolator's scan types say little: `Undeliverable` also carries plain movements, `Other` everything else. What happened
 * is in the published sentences, in English or French, so these are the codes: the words that tell a sentence from the
 * rest, without accents. The first that a sentence contains counts.
 */
const table: readonly (readonly [words: string, meaning: Meaning])[] = [
  ['unclaimed|hold period expired|non reclame', says('returning/return_initiated', ['recipient', 'not_collected'])],
  [
    'to be returned to sender|return to sender requested|being returned|returning to (?:sender|shipper)|sera retourne|en cours de retour',
    says('returning/return_initiated'),
  ],
  [
    "returned to (?:the )?(?:sender|shipper)|retourne a l'expediteur|renvoye a l'expediteur|retour a l'expediteur",
    says('returning/return_in_transit'),
  ],

  ['label voided|shipment cancell?ed|envoi annule', says('cancelled/voided_label', ['merchant', 'voided'])],
  ['created a label|etiquette creee', says('info_received/label_created')],
  [
    'shipment created|label information electronically submitted|manifest received|envoi cree',
    says('info_received/data_received'),
  ],

  ['receiver advised they will pick ?up', says('available_for_pickup', ['recipient', 'pickup_arranged'], collect)],
  ['package removed from locker|delivered to customer by locker', says('delivered/collected')],
  ['at locker|in locker', says('available_for_pickup/at_locker', null, collect)],
  ['pick ?up at post office|receiver to pick up at post', says('available_for_pickup/at_post_office', null, collect)],
  [
    'available for pick ?up|held for pick ?up|ready for pick ?up|disponible pour (?:le )?ramassage|retenu pour (?:le )?ramassage',
    says('available_for_pickup/at_parcel_shop', null, collect),
  ],
  [
    'transferring to shipping cent(?:re|er)|transferred to (?:pick ?up|shipping)',
    says('in_transit/rescheduled', ['carrier', 'to_pickup_point']),
  ],

  [
    'customer closed|business closed|receiver closed|etablissement du client ferme',
    says('attempt_failed/business_closed', ['recipient', 'business_closed']),
  ],
  [
    'receiver not available|customer not available|not home|no one (?:home|available)|destinataire non disponible|destinataire absent',
    says('attempt_failed/not_home', ['recipient', 'not_home'], ['shopper', 'be_available']),
  ],
  [
    'attempted delivery - package refused|attempted delivery - refused|tentative de livraison - colis refuse',
    says('attempt_failed/refused', ['recipient', 'refused'], ['merchant', 'decide_what_next']),
  ],
  [
    'no access|unable to access|cannot access|access restricted|acces impossible',
    says('attempt_failed/no_access', ['recipient', 'no_access'], ['shopper', 'give_access']),
  ],
  [
    'payment not (?:ready|available)|cod not (?:ready|available)|payment required|paiement requis',
    says('attempt_failed/payment_due', ['recipient', 'payment_due'], ['shopper', 'pay_on_delivery']),
  ],
  [
    'identification required|proof of age|adult signature (?:required|not available)',
    says(
      'attempt_failed/verification_failed',
      ['recipient', 'identification_missing'],
      ['shopper', 'show_identification'],
    ),
  ],

  [
    "address correction|incorrect address|incomplete address|wrong address|bad address|address not found|invalid address|correction d'adresse|adresse incorrecte|adresse incomplete",
    says('exception/address_incorrect', ['recipient', 'address_incorrect'], ['shopper', 'correct_address']),
  ],
  [
    '(?:receiver|customer) (?:has )?moved|destinataire demenage',
    says('exception/recipient_moved', ['recipient', 'moved'], ['shopper', 'correct_address']),
  ],
  ['refused|refuse', says('exception/refused', ['recipient', 'refused'], ['merchant', 'decide_what_next'])],
  ['damaged|endommage', says('exception/damaged', ['carrier', 'damaged'], ['merchant', 'resolve_damage'])],
  [
    'shipment lost|package lost|missing package|envoi perdu',
    says('exception/lost', ['carrier', 'lost'], ['merchant', 'send_again']),
  ],
  ['trace initiated|being traced|under investigation', says('exception/investigation', ['carrier', 'being_traced'])],
  [
    'prohibited|non conforming|not acceptable for',
    says('exception/prohibited', ['merchant', 'prohibited_contents'], ['merchant', 'contact_carrier']),
  ],

  [
    'cleared customs|customs cleared|released (?:by|from) customs|customs (?:clearance )?(?:complete|released)|dedouane',
    says('in_transit/customs_cleared'),
  ],
  [
    'duties? (?:and taxes )?(?:unpaid|owing|due)|customs fees due',
    says('exception/duties_unpaid', ['recipient', 'duties_unpaid'], ['shopper', 'pay_duties']),
  ],
  [
    'customs document(?:ation|s)|(?:missing|incomplete) (?:customs )?(?:documents|documentation|paperwork|invoice)',
    says(
      'exception/documents_missing',
      ['customs', 'clearance_information_missing'],
      ['merchant', 'provide_clearance_information'],
    ),
  ],
  [
    'held (?:by|at|in) customs|customs hold|retenu (?:a la|aux|par la) douane',
    says('exception/customs_held', ['customs', 'held']),
  ],
  ['customs|douane', says('in_transit/customs_processing', ['customs', 'clearance_in_progress'])],

  [
    'appointment|rendez-vous',
    says('in_transit/rescheduled', ['recipient', 'appointment_required'], ['shopper', 'arrange_delivery']),
  ],
  [
    'delivery requested by customer|requested by (?:customer|receiver)|demandee par le client',
    says('in_transit/rescheduled', ['recipient', 'delivery_change_requested']),
  ],
  ['redirected|reachemine|redirige', says('in_transit/rescheduled', ['unknown', 'redirected'])],
  [
    'rescheduled|redelivery|re-attempt|new delivery date|hold period extended|reportee?|replanifiee?',
    says('in_transit/rescheduled', ['carrier', 'rescheduled']),
  ],
  ['customer hold|hold requested|shipper hold', says('exception/on_hold_by_request', ['unknown', 'hold_requested'])],
  ['held at (?:depot|terminal)|shipment (?:on hold|held)|envoi retenu', says('exception', ['unknown', 'on_hold'])],

  ['weather|meteo|intemperies', says('in_transit/delayed', ['weather', 'severe_weather'])],
  ['natural disaster|catastrophe naturelle', says('in_transit/delayed', ['weather', 'natural_disaster'])],
  ['road closure|fermeture de route', says('in_transit/delayed', ['unknown', 'road_closure'])],
  [
    'service disruption|perturbation de service|labou?r disruption',
    says('in_transit/delayed', ['unknown', 'service_disruption']),
  ],
  ['mechanical|vehicle breakdown|bris mecanique', says('in_transit/delayed', ['carrier', 'vehicle_or_mechanical'])],
  [
    'sorting error|misrouted|missort(?:ed)?|routing error|erreur de tri',
    says('in_transit/delayed', ['carrier', 'missorted']),
  ],
  [
    'missed connection|(?:rail|ferry|flight|air) delay|correspondance manquee',
    says('in_transit/delayed', ['carrier', 'late_transport']),
  ],
  ['late tender', says('in_transit/delayed', ['merchant', 'tendered_late'])],
  ['insufficient time|delay(?:ed)?|retarde?e?|special handling', says('in_transit/delayed', ['carrier', 'delay'])],

  ['on vehicle for delivery|out for delivery|dans un vehicule', says('out_for_delivery/with_courier')],
  [
    'attempted delivery|delivery attempted|tentative de livraison',
    says('attempt_failed/other_attempt', ['unknown', 'not_delivered']),
  ],
  ['shipment delivered|envoi livre', says('delivered')],
  [
    'picked up by purolator|received by purolator|recu par purolator|ramasse par purolator',
    says('in_transit/picked_up'),
  ],
  ['arrived at|arrive a', says('in_transit/arrived_facility')],
  ['departed|quitte', says('in_transit/departed')],
  ['in transit|en transit', says('in_transit')],
  ['new tracking number|nouveau numero de reperage', says('in_transit')],
]

export const codes: Readonly<Record<string, Meaning>> = {
  ...types,
  ...Object.fromEntries(table.map(([words, meaning]) => [`Undeliverable|Other: ${words}`, meaning])),
}

const sentences = table.map(([words, meaning]) => ({ words: new RegExp(`\\b(?:${words})`), meaning }))
/** A type that names a fact is believed; only these of its sentences say something else. */
const overrides: Readonly<Record<string, RegExp>> = {
  Delivery: /transferring to shipping|locker|returned to (?:the )?(?:sender|shipper)|a l'expediteur/,
}

export function meaningOf(
  type: string,
  description: string,
  comment: string,
): { readonly meaning: Meaning | null; readonly unmapped: boolean } {
  const known = lookUp(types, type.trim()) ?? null
  const told = [description, comment].map(plain)
  if (known && type !== 'Undeliverable' && type !== 'Other') {
    const [sentence = ''] = told
    if (!lookUp(overrides, type)?.test(sentence)) return { meaning: known, unmapped: false }
    const meaning = said(sentence)
    const back = meaning?.status?.startsWith('returning')
    return { meaning: back ? says('returned/back_with_sender') : (meaning ?? known), unmapped: false }
  }
  if (!known) return { meaning: null, unmapped: true }
  const meaning = told.map(said).find((one) => one !== undefined)
  return { meaning: meaning ?? known, unmapped: meaning === undefined }
}

const said = (sentence: string) => sentences.find(({ words }) => words.test(sentence))?.meaning

function plain(sentence: string): string {
  const bare = sentence.slice(0, 500).normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return bare
    .replaceAll('\u2019', "'")
    .replaceAll(/[\u2010-\u2015]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
