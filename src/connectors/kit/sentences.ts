import { wordTable } from './meaning.ts'

/**
 * What an English or German sentence about a parcel says: the last resort, where a carrier sends neither a code nor a
 * code anybody knows. The most telling words stand first; what is left open says nothing.
 */
export const sentenceMeaning = wordTable([
  [
    'returning/return_initiated',
    /(?:will|to|must) be (?:returned|sent back)|will (?:be )?return(?:ed)? to (?:the )?(?:sender|shipper)|wird (?:\S+ )*zur(?:ü|ue)ck(?:gesandt|geschickt)/i,
  ],
  [
    'info_received/pickup_scheduled',
    /nothing (?:was )?(?:picked up|collected)|pick-?up (?:failed|not successful|unsuccessful)|abholung nicht/i,
  ],
  [
    'available_for_pickup',
    /(?:to|can|may) be (?:picked up|collected) (?:by|in|at) (?:the )?(?:recipient|receiver|customer|consignee|dhl)/i,
  ],
  [
    'returned/back_with_sender',
    /(?:delivered|returned|handed) (?:back )?(?:to|at) (?:the )?(?:\w+ )?(?:sender|shipper|consignor)\b(?!'s)(?!.*\bwill\b)|an (?:den )?(?:absender|versender) (?:zur(?:ü|ue)ck)?(?:gegeben|zugestellt)/i,
  ],
  [
    'returning/return_initiated recipient:not_collected',
    /(?:not|no) (?:been )?(?:collected|claimed|picked up).*(?:return|sent back|sender)|nicht abgeholt.*(?:zur(?:ü|ue)ck|r(?:ü|ue)cksend)/i,
  ],
  [
    'returning/return_initiated recipient:refused',
    /(?:refus|verweiger).*(?:return|sent back|zur(?:ü|ue)ck|r(?:ü|ue)cksend)/i,
  ],
  [
    'returning/return_in_transit',
    /(?:will be |is being |being )?return(?:s|ed|ing)? (?:process|initiated|shipment|to (?:the )?(?:\w+ )?(?:sender|shipper|consignor|origin))|sent back|on (?:its|the) (?:way|route) (?:back )?to (?:the )?(?:sender|shipper)|zur(?:ü|ue)ck ?(?:an|zum) (?:den )?(?:absender|versender)|r(?:ü|ue)cksendung|zur(?:ü|ue)ckgesandt an/i,
  ],
  [
    'cancelled/by_shipper',
    /(?:shipment|parcel|order|consignment).*cancel|cancel.*by (?:the )?(?:sender|shipper)|stornier/i,
  ],
  ['exception/lost', /\blost\b|parcel (?:is )?missing|verlust|verloren/i],
  ['exception/damaged', /damag|besch(?:ä|ae)dig/i],
  [
    'exception/duties_unpaid',
    /(?:dut(?:y|ies)|tax(?:es)?|vat|charges|fees).*(?:owing|due|unpaid|required|awaiting|missing)|awaiting payment|zoll(?:geb(?:ü|ue)hr|kosten).*(?:offen|f(?:ä|ae)llig)/i,
  ],
  [
    'exception/documents_missing',
    /(?:document|paperwork|information|data).*(?:missing|incomplete|required|incorrect)|(?:missing|incomplete|incorrect) (?:document|paperwork|data)|fehlende (?:zoll)?dokument/i,
  ],
  [
    'exception/customs_held',
    /(?:held|detained|stopped|on hold) (?:by|in|at) (?:the )?customs|vom zoll (?:angehalten|einbehalten)/i,
  ],
  [
    'in_transit/customs_cleared',
    /customs (?:clearance )?(?:complete|cleared|released|finished)|(?:cleared|released) (?:(?:by|from|through|at) )?(?:import |export )?customs|clearance (?:processing )?complete|clearance release|vom zoll freigegeben|verzollung abgeschlossen|zollabfertigung (?:abgeschlossen|beendet)/i,
  ],
  ['in_transit/customs_processing', /customs|clearance|verzoll|zollabfertig|\bzoll\b/i],
  ['attempt_failed/refused', /refus|rejected by|annahme.*verweiger|verweiger.*annahme/i],
  [
    'attempt_failed/verification_failed',
    /identi(?:ty|fication).*(?:fail|not|could)|could not (?:be )?(?:show|identif)|\bid (?:check|could)|identit(?:ä|ae)tspr(?:ü|ue)fung|altersp?r(?:ü|ue)fung/i,
  ],
  [
    'attempt_failed/payment_due',
    /(?:cod|cash on delivery|payment).*(?:not|unsuccessful|refused|missing)|nachnahme.*nicht/i,
  ],
  [
    'attempt_failed/business_closed',
    /(?:business|company|recipient|consignee|premises|office|receiver)\S* .*closed|closed on arrival|geschlossen/i,
  ],
  ['attempt_failed/no_access', /no access|access (?:was )?not|not accessible|kein zugang|nicht zug(?:ä|ae)nglich/i],
  [
    'exception/recipient_moved',
    /(?:recipient|receiver|addressee|consignee|customer).* moved|moved,? left|unbekannt verzogen|\bverzogen/i,
  ],
  [
    'exception/address_incorrect',
    /(?:incorrect|incomplete|insufficient|wrong|bad|invalid|unknown) (?:\w+ )?address|address.*(?:incorrect|incomplete|insufficient|wrong|not (?:be )?(?:found|located)|unknown|invalid)|addressee unknown|adresse.*(?:falsch|unvollst|fehlerhaft|nicht (?:gefunden|ermittel))|(?:falsche|unvollst\S+|fehlerhafte) (?:anschrift|adresse)|empf(?:ä|ae)nger.*nicht ermittel/i,
  ],
  [
    'attempt_failed/not_home',
    /not (?:at )?home|no ?(?:one|body) (?:was )?(?:at )?(?:home|present|available|to receive)|(?:recipient|receiver|consignee|addressee)\S* (?:was )?(?:not |absent)(?:available|present|there|met|reached)?|missed (?:you|each other)|card left|notice left|nicht (?:angetroffen|anwesend|zu hause)|niemand(?:en)? (?:angetroffen|zu hause)/i,
  ],
  ['available_for_pickup/pickup_reminder', /reminder|erinner/i],
  [
    'delivered/collected',
    /(?:collected|picked up|taken|retrieved)\b.*\b(?:by|from) (?:the )?(?:recipient|receiver|consignee|customer|addressee|packstation by)|(?:recipient|receiver|customer|consignee)\b.* (?:has )?(?:collected|picked up|retrieved)|vom empf(?:ä|ae)nger.*abgeholt|empf(?:ä|ae)nger.*(?:abgeholt|entnommen)|aus der packstation entnommen/i,
  ],
  [
    'available_for_pickup/at_locker',
    /(?:ready|available|waiting|placed|deposited|delivered|abhol|eingestellt|liegt).*(?:locker|packstation|parcel ?station)|(?:locker|packstation|parcel ?station).*(?:ready|available|waiting|abhol)/i,
  ],
  [
    'available_for_pickup/at_parcel_shop',
    /(?:ready|available|waiting|awaiting|arrived|delivered|held|abhol|liegt).*(?:service ?point|parcel ?shop|pick-?up (?:point|location)|access ?point|paketshop|\bpop\b)/i,
  ],
  [
    'available_for_pickup/at_post_office',
    /(?:ready|available|waiting|awaiting|abhol|liegt).*(?:post office|postal outlet|retail outlet|branch|filiale|postfiliale)|(?:filiale|post office|branch).*(?:abhol|ready|available)/i,
  ],
  [
    'available_for_pickup',
    /(?:ready|available|waiting|held) (?:for|to be) (?:customer |consignee |recipient )?(?:pick(?:ed)?[ -]?up|collect)|awaiting (?:\w+ )?(?:pick[ -]?up|collection)|abholbereit|zur abholung bereit|bereit zur abholung/i,
  ],
  [
    'attempt_failed/other_attempt',
    /attempt(?:ed)?\b(?!.*(?:next|new|will|success))|could ?(?:n.t|not) be (?:delivered|handed)|(?:delivery|not) (?:was )?(?:unsuccessful|failed)|unsuccessful deliver|undeliver|unable to deliver|not delivered|nicht zugestellt|zustell(?:ung|versuch).*(?:nicht|erfolglos|fehlgeschlagen)|unzustellbar/i,
  ],
  [
    'delivered/to_neighbour',
    /(?:delivered|handed|left|zugestellt|(?:ü|ue)bergeben|abgegeben)\b.*(?:neighbou?r|nachbar)|(?:neighbou?r|nachbar).*(?:delivered|zugestellt|(?:ü|ue)bergeben)/i,
  ],
  [
    'delivered/mailbox',
    /(?:delivered|zugestellt|eingelegt)\b.*(?:mail ?box|letter ?box|parcel ?box|briefkasten|paketkasten)/i,
  ],
  [
    'delivered/safe_place',
    /(?:delivered|left|zugestellt|abgelegt|abgestellt)\b.*(?:safe ?place|preferred location|porch|garage|back door|car ?port|wunschort|ablageort|drop-?off location)/i,
  ],
  ['delivered/reception', /delivered\b.*(?:reception|front desk|concierge|foyer|hauspoststelle)/i],
  ['delivered/signed', /delivered.*signed|signed for by/i],
  [
    'in_transit/rescheduled',
    /re-?deliver|rescheduled|new delivery (?:attempt|date)|(?:next|another|later|following) (?:working |business |delivery )?day|delivery (?:date|time|address|preference|option).*chang|redirect|(?:recipient|customer|receiver).*(?:request|chang)|(?:umgeleitet|umleitung|weitergeleitet|nachgesendet|neuer zustell|n(?:ä|ae)chsten (?:werk|zustell)tag|wunschtag)/i,
  ],
  [
    'out_for_delivery/with_courier',
    /out (?:for|with|on) (?:\w+ )?(?:for )?deliver|with (?:the )?(?:delivering |delivery )?courier|load(?:ed)? (?:\w+ )?(?:in|on)?to (?:the )?(?:delivery )?(?:vehicle|van)|delivery (?:vehicle|van)|zustellfahrzeug|in (?:der )?zustellung|wird (?:heute )?zugestellt|in auslieferung/i,
  ],
  [
    'delivered',
    /(?:successfully |been |was |^|: |- )(?:delivered|zugestellt)\b(?!.*(?:depot|terminal|agent|facility))|delivery successful|erfolgreich zugestellt|(?:wurde|ist) zugestellt|^zugestellt|zustellung erfolgreich|proof of delivery/i,
  ],
  [
    'info_received/data_received',
    /(?:data|information|advi[sc]e|notification|pre-?alert|shipping info\w*).*(?:received|transmitted|provided|submitted|electronic)|electronic|label (?:created|printed)|announced|elektronisch|angek(?:ü|ue)ndigt|not yet (?:been )?(?:received|handed)/i,
  ],
  [
    'info_received/pickup_scheduled',
    /pick-?up (?:booked|scheduled|order|request|planned)|abholung (?:beauftragt|geplant)/i,
  ],
  ['in_transit/picked_up', /picked up|collected|pick-?up successful|\bcollection\b|abgeholt/i],
  [
    'in_transit/accepted',
    /(?:posted|dropped off|handed (?:in|over)|accepted|lodged|received).*(?:sender|shipper|customer|post office|packstation|branch|outlet|usps|shop|carrier)|dropped off|accept(?:ed|ance)|eingeliefert|einlieferung|vom absender/i,
  ],
  ['exception/weather', /weather|storm|snow|flood|wetter|unwetter/i],
  ['exception/force_majeure', /force majeure|strike|exceptional event|h(?:ö|oe)here gewalt|streik/i],
  ['exception/missorted', /mis-?(?:sort|sent|rout|ship|code)|sorted incorrectly|fehlgeleitet|falsch sortiert/i],
  ['in_transit/delayed', /delay|verz(?:ö|oe)ger|backlog|versp(?:ä|ae)t/i],
  ['exception', /on hold|held\b|exception|angehalten/i],
  ['in_transit/handed_to_partner', /handed over|forwarded to|transferred to|(?:ü|ue)bergeben an|partner/i],
  ['in_transit/export', /export|(?:left|departed).*(?:origin country|country of origin)/i],
  [
    'in_transit/import',
    /(?:arriv|reached|eingetroffen).*(?:destination country|country of destination|zielland|empf(?:ä|ae)ngerland)|import/i,
  ],
  [
    'in_transit/at_destination_facility',
    /(?:delivery|destination) (?:parcel )?(?:facility|depot|cent(?:er|re)|base|terminal|hub)|ziel-?paketzentrum|zustellbasis|in the (?:recipient|destination).?s? region/i,
  ],
  [
    'in_transit/departed',
    /depart|left\b|dispatch|despatch|en ?route|on (?:its|the) way|verlassen|unterwegs|weitertransport/i,
  ],
  [
    'in_transit/arrived_facility',
    /arriv|received (?:at|in)|process|sort|scan|unload|facility|hub|depot|eingetroffen|angekommen|bearbeitet|paketzentrum/i,
  ],
  ['in_transit', /transit|transport|moving|forward/i],
])
