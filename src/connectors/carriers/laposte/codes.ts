import { codeTable, meaningIn, worded, wordTable } from '../../kit/index.ts'

/** Codes of La Poste's Suivi v2, then those of Colissimo's own service, which are finer. */
export const codes = codeTable({
  'info_received/data_received': 'DR1 COMCFM PCHMQT',
  'info_received merchant:not_ready_for_pickup': 'DR2 ENEMQT',
  'in_transit/accepted': 'PC1 PC2 PCHCFM PCHCEX DEPGUI',
  in_transit: 'ET1 ET4 PB2 DCHDDT',
  'in_transit/export': 'ET2 EXPCFM',
  'in_transit/import': 'ET3 CHGCFM DCHCFM',
  'in_transit/at_destination_facility': 'EP1 AARCFM RSTNCG QDICFM',
  'in_transit/delayed': 'DI3 RENACP',
  'in_transit/rescheduled recipient:delivery_change_requested': 'RENLNA',
  'in_transit/customs_processing': 'DO1',
  'in_transit/customs_cleared': 'DO2',
  'out_for_delivery/with_courier': 'MD1 MD2',
  'available_for_pickup/at_post_office': 'AG1 RENAVI RSTBRT',
  'available_for_pickup/at_parcel_shop': 'MLVARS',
  'attempt_failed/other_attempt': 'ND1',
  'attempt_failed/not_home': 'RENNRV RENARV',
  delivered: 'DI0 DI1 LIVCFM',
  'delivered/reception': 'LIVGAR',
  'delivered/to_neighbour': 'LIVRTI',
  exception: 'PB1',
  'exception/missorted': 'AARDVY',
  'exception/address_incorrect': 'RENAIN RENCAD',
  'exception/customs_held': 'DO3 DOUDOU DOUIDD DOUEXI',
  'exception/documents_missing': 'DOUAGV DOUCOI DOUCOM DOUCRR DOUDDI DOUDDM DOUDVR DOUFCI DOUFCM DOUIIR DOUNIR DOURES',
  'exception/prohibited': 'DOUPRO',
  'returning/return_in_transit': 'RE1 SOLREO SOLREI',
  'returning/return_initiated recipient:refused': 'RENAVA RENDIV RENSNC RENTAR',
  'returning/return_initiated recipient:payment_due': 'RENSRB',
  'returning/return_initiated recipient:moved': 'RENDIA',
  'returned/back_with_sender': 'DI2 LIVREO',
  // Papers and notices beside the way of the parcel.
  nothing: 'ID0 ID1',
})

/** Steps of the timeline, for a parcel without events. */
export const steps = codeTable({
  'in_transit/accepted': '1',
  in_transit: '2',
  'in_transit/at_destination_facility': '3',
  'out_for_delivery/with_courier': '4',
  delivered: '5',
})

/** What a label may tell more of than its code does. */
const vague: Readonly<Record<string, RegExp>> = {
  ND1: /^(?:attempt_failed|exception)\//,
  PB1: /^(?:exception|in_transit\/(?:delayed|rescheduled))/,
  AG1: /^available_for_pickup\//,
  DI1: /^(?:delivered|returned)\//,
  ET1: /^in_transit\/(?:delayed|rescheduled)/,
}

// In French and English.
const words = wordTable([
  [
    'returned/back_with_sender',
    /(?:livré|remis|rendu|distribué) à (?:l['’]|votre |son )exp[ée]diteur|delivered (?:back )?to (?:the |its )?sender/i,
  ],
  ['returning/return_in_transit', /retour.{0,40}exp[ée]diteur|return(?:ed|ing|s)? to (?:the |its )?sender/i],
  [
    'exception/documents_missing',
    /douan.*(?:document|facture|formulaire|information)|(?:document|facture|formulaire).*douan|customs.*(?:document|invoice|form|information)/i,
  ],
  ['exception/duties_unpaid', /(?:droits|taxes).*(?:pay|régl|acquit)|(?:duties|taxes).*pa(?:id|y)/i],
  ['exception/customs_held', /\bdouan|\bcustoms\b/i],
  ['exception/damaged', /endommag|abîm|\bdamaged?\b/i],
  ['exception/lost', /\bperdu|égaré|\blost\b/i],
  ['exception/missorted', /erreur (?:de tri|d['’]acheminement)|arrivé par erreur|mis-?(?:routed|sorted|directed)/i],
  ['attempt_failed/refused', /refus/i],
  ['attempt_failed/payment_due', /contre-?remboursement|cash on delivery/i],
  [
    'attempt_failed/address_problem',
    /adresse.{0,60}(?:incompl|incorrect|erron|insuffisan|inconnu|inexact|introuvable)|(?:incomplete|incorrect|wrong|unknown).{0,20}address|address.{0,60}(?:incomplete|incorrect|wrong|unknown|not found)|destinataire inconnu|n['’]habite/i,
  ],
  ['attempt_failed/no_access', /acc[èe]s (?:impossible|au|à)|pas pu accéder|digicode|no access/i],
  ['attempt_failed/business_closed', /fermé|fermeture|\bclosed\b/i],
  ['attempt_failed/not_home', /absen(?:t|ce)|not (?:at )?home|\babsent\b/i],
  ['available_for_pickup/at_locker', /consigne|automate|\blocker\b/i],
  [
    'available_for_pickup/at_post_office',
    /(?:attend|disposition|disponible|retirer).*(?:bureau de poste|guichet)|available.*post office/i,
  ],
  [
    'available_for_pickup/at_parcel_shop',
    /(?:attend|disposition|disponible|retirer).*(?:point de retrait|relais|commerçant|commerce)|available.*(?:pick-?up point|relay|shop)/i,
  ],
  ['delivered/collected', /retiré(?:e|s|es)?(?!\p{L})|(?:collected|picked up) by/iu],
  ['delivered/to_neighbour', /voisin|neighbou?r/i],
  ['delivered/mailbox', /bo[îi]te (?:aux|à) lettres?|letter ?box|mail ?box/i],
  ['delivered/reception', /gardien|accueil|concierge|\breception\b/i],
  ['delivered/signed', /signature|\bsigned\b/i],
  ['in_transit/rescheduled', /report[ée]|nouvelle (?:date|présentation)|représent|postponed|rescheduled/i],
  ['in_transit/delayed', /retard|\bdelay/i],
  [
    'attempt_failed/other_attempt',
    /pas (?:pu|être) (?:être )?(?:livré|distribué)|non distribuable|not (?:be )?delivered/i,
  ],

  ['out_for_delivery/with_courier', /(?:mis|cours) (?:en|de) (?:distribution|livraison)|out for delivery/i],
  ['delivered', /livré|distribué|\bdelivered\b/i],
  ['in_transit/accepted', /pris en charge|déposé|\baccepted\b/i],
  ['in_transit', /acheminement|\btransit\b/i],
])

export const meaningOf = worded({
  codes,
  vague,
  // A problem on the way is no attempt, whatever its words have in common with one.
  words: (label, code) => (code === 'PB1' && /add?ress/i.test(label ?? '') ? meaningIn(codes, 'RENCAD') : words(label)),
})
