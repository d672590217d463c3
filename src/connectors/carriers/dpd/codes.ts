import { codeTable, worded, wordTable } from '../../kit/index.ts'

/** Statuses of DPD's ParcelLifeCycleService in Belgium and the Netherlands, of its older version, and of DPD's push. */
export const codes = codeTable({
  'info_received/data_received': 'Shipment Order_Information_Received start_order',
  'in_transit/picked_up': 'PickedUp Collected pickup_driver',
  'in_transit/accepted': 'Accepted',
  in_transit: 'BetweenDepots On_The_Road',
  'in_transit/origin_scan': 'At_Sending_Depot pickup_depot',
  'in_transit/at_destination_facility': 'Depot At_Delivery_Depot delivery_depot',
  'out_for_delivery/with_courier': 'Courier Out_For_Delivery delivery_carload',
  'attempt_failed/other_attempt': 'DeliveryFailure ReturningFromDelivery',
  'attempt_failed/other_attempt unknown:notice_left': 'delivery_notification',
  'available_for_pickup/at_parcel_shop': 'ParcelShop delivery_shop',
  delivered: 'Delivered delivery_customer',
  'delivered/collected': 'pickup_by_consignee',
  'returning/return_initiated recipient:not_collected': 'no_pickup_by_consignee',
  'returning/return_in_transit': 'error_return',
})

/** What a sentence may tell more of than its status does. */
const vague: Readonly<Record<string, RegExp>> = {
  DELIVERYFAILURE: /^(?:attempt_failed|exception|returning)\//,
  RETURNINGFROMDELIVERY: /^attempt_failed\//,
  DELIVERED: /^(?:delivered|returned|available_for_pickup)\//,
}

// English, Dutch, French and German, in which DPD answers.
const words = wordTable([
  [
    'returned/back_with_sender',
    /(?:has been|was) (?:returned|delivered back) to (?:the )?(?:sender|shipper|consignor)|teruggebracht bij de afzender|rendu à l'expéditeur|an den Absender zurückgegeben/i,
  ],
  [
    'returning/return_in_transit',
    /return(?:ed|s|ing)? to (?:the )?(?:sender|shipper|consignor)|\breturn shipment|retour (?:naar )?afzender|retour(?:né)? (?:à|vers) l'expéditeur|zurück an den Absender/i,
  ],
  ['exception/customs_held', /\bcustoms\b|\bdouane\b|\bZoll\b/i],
  ['exception/damaged', /\bdamaged?\b|beschadigd|endommagé|beschädigt/i],
  ['exception/lost', /\blost\b|verloren|perdu/i],
  ['attempt_failed/refused', /\brefus|geweigerd|verweigert/i],
  [
    'attempt_failed/not_home',
    /not (?:at )?home|\babsent\b|nobody|no one (?:was )?(?:there|home|present)|not present|niet thuis|afwezig|nicht angetroffen/i,
  ],
  ['attempt_failed/business_closed', /\bclosed\b|gesloten|fermé|geschlossen/i],
  [
    'attempt_failed/address_problem',
    /(?:wrong|incorrect|incomplete|insufficient|unknown).{0,30}address|address.{0,40}(?:wrong|incorrect|incomplete|not (?:be )?found)|adres.{0,30}(?:onjuist|onvolledig|niet gevonden)|(?:onjuist|onvolledig).{0,20}adres|adresse.{0,30}(?:incorrecte|incomplète|introuvable)|Adresse.{0,30}(?:falsch|unvollständig)/i,
  ],
  ['attempt_failed/no_access', /no access|not accessible|geen toegang|pas d'accès|kein Zugang/i],
  ['attempt_failed/payment_due', /\b(?:COD|cash on delivery)\b|rembours|Nachnahme/i],
  [
    'delivered/collected',
    /(?:picked up|collected) by (?:the )?(?:consignee|recipient|customer|receiver)|afgehaald door|retiré par|vom Empfänger abgeholt/i,
  ],
  ['available_for_pickup/at_locker', /\blocker\b|pakketautomaat|consigne/i],
  ['available_for_pickup/at_parcel_shop', /parcel ?shop|pick-?up point|pakketshop|point relais|paketshop/i],
  ['delivered/to_neighbour', /neighbou?r|buren|buurman|voisin|Nachbar/i],
  ['delivered/mailbox', /letter ?box|mail ?box|brievenbus|boîte aux lettres|Briefkasten/i],
  ['delivered/safe_place', /safe place|\bdeposited\b|veilige plaats|lieu sûr|Abstell/i],
  ['delivered/reception', /\breception\b|receptie|Empfang/i],
  ['delivered/signed', /\bsigned\b|handtekening|signature|Unterschrift/i],
  [
    'attempt_failed/other_attempt',
    /not (?:be |been )?(?:able to )?deliver|unsuccessful|niet (?:worden )?(?:geleverd|afgeleverd|bezorgd)|pas pu (?:être )?livr|nicht zugestellt/i,
  ],

  [
    'out_for_delivery/with_courier',
    /out for delivery|on (?:its|the) way to the (?:consignee|recipient)|in Zustellung/i,
  ],
  ['delivered', /\bdelivered\b|afgeleverd|bezorgd|livré|zugestellt/i],
  ['in_transit/at_destination_facility', /delivery (?:cent|depot)|\bdepot\b|dépôt/i],
  ['in_transit', /\bin transit\b|dispatch cent|onderweg|en transit|unterwegs/i],
])

export const meaningOf = worded({ codes, words, vague })
