import { codeTable, wordTable } from '../../kit/index.ts'

/** Observations (`Event.Code`), by the state each belongs to in PostNL's reference data. */
export const codes = codeTable({
  'info_received/data_received': 'A01 A10 A71 F01 J93 M03 X80 X81 A20 A21 A22 Q02 X03 M01',
  'info_received/pickup_scheduled': 'D02 D03 D04 D05 D06 D07 D09 D40 D41 H31 X42 X43 Y80 Y81',
  'in_transit/accepted': 'B01 X40',
  'in_transit/picked_up': 'B04 C01',
  'in_transit/arrived_facility': `
    A08 A09 A11 A12 A13 A27 A28 A29 A30 A31 A32 A34 A35 A42 A43 A99 J01 J06 J07 J09 J10 J14 J16 J17 J22 J24 J26 J27
    J28 J33 J36 J61 J90 Q12 Q13 R01 R06 X01 X02 X07 X08 X11 X14 X17 X20 X21 X22 X50 X51 X68 Y23 Y24 Y33 Y35 Y60 Y61 Y62
  `,
  'in_transit/delayed': 'D08 H10 K01 K02 K03 K30 K92 V01 V06 Y07 G01 G02 G03 G05 H23 K90',
  'in_transit/delayed carrier:in_storage': 'V02 V03 V04 V11 V12 V13 V21 V22 V23 V31 V50',
  'in_transit/customs_processing': 'J59 X30 X60 X61 X62 X63 X64 X65 X66 Y25 Y29 A76 X10 X67',
  'in_transit/export': 'A72 A74 A75 X15',
  'out_for_delivery/with_courier': `
    H32 H35 J05 J08 J29 J39 J41 J42 J45 J47 J48 J55 J94 J95 K14 K15 K70 Q15 S05 T02 X04 X06 X19 X55 Y05
  `,
  'attempt_failed/other_attempt': `
    H01 H02 H03 H04 H05 H07 H08 H09 H12 H20 H22 H24 H34 H36 H38 H51 H52 J92 K16 K41 K43 Y01 Y02 Y03 Y04 Y08 Y09 Y10 Y11
    Y12 Y13 Y14 Y15 Y16 Y17 Y18 Y19 Y20 Y21 Y22 Y30 Y31 Y32 Y36 Y38 Y39 Y40 Y41 Y42 Y43 Y44 Y50 Y71
  `,
  available_for_pickup: 'I08 J02 J12 J23 J52 X05',
  delivered: `
    I01 I03 I05 I06 I07 I09 I10 I11 I12 I22 I23 J63 J91 K91 X24 Y26 Z01 Z02 Z03 Z04 Z05 Z06 Z08 Z09
  `,
  'delivered/collected': 'I02',
  'exception/prohibited': 'F03 F04 F05 F06 F07 F08 F10',
  'returning/return_initiated': 'H16 H25',
  'returning/return_initiated recipient:pin_not_given': 'Y37',
  nothing: `
    A41 A46 A73 A94 B06 C02 H15 H17 H18 H30 J56 J80 K25 K71 P20 P21 P22 P23 P24 Q14 Q16 Q17 Q18 Q19 X16 X52 Y45 Y46 Y47
    Y48 Y64 Y65 Y66
  `,
})

/** States (`StatusCode`). */
export const states = codeTable({
  'info_received/data_received': '1 13 14',
  'info_received/pickup_scheduled': '4',
  'in_transit/accepted': '2',
  'in_transit/picked_up': '3 23',
  'in_transit/arrived_facility': '5',
  'in_transit/delayed': '6 15 16 17',
  'in_transit/delayed carrier:in_storage': '21',
  'in_transit/customs_processing': '9 20',
  'in_transit/export': '31',
  'out_for_delivery/with_courier': '7',
  'attempt_failed/other_attempt': '8',
  available_for_pickup: '12',
  delivered: '11',
  'delivered/collected': '22',
  'exception/lost': '18',
  'exception/prohibited': '19',
  'returning/return_initiated': '27',
  'returning/return_initiated recipient:pin_not_given': '28',
  nothing: '99',
})

/** What Dutch or English words add to a state, and say where there is none. */
export const words = wordTable([
  ['returned/back_with_sender', /(?:bezorgd|terug) bij (?:de )?afzender|returned to sender/i],
  ['returning/return_in_transit', /retour|terug naar (?:de )?afzender|return/i],
  ['attempt_failed/refused', /geweigerd|refused/i],
  [
    'attempt_failed/address_problem',
    /adres.*(?:onjuist|onbekend|onvolledig|niet)|(?:onjuist|onbekend|onvolledig) adres|address/i,
  ],
  ['attempt_failed/not_home', /niet thuis|niemand thuis|not (?:at )?home/i],
  ['delivered/to_neighbour', /bij (?:de )?buren|neighbour/i],
  ['delivered/mailbox', /brievenbus|letterbox/i],
  ['available_for_pickup/at_locker', /(?:ligt|klaar|beschikbaar).*(?:pakketautomaat|parcel locker)/i],
  [
    'available_for_pickup/at_parcel_shop',
    /(?:ligt|klaar|beschikbaar|ready).*(?:postnl-?(?:punt|locatie|point)|afhaal)/i,
  ],
  ['delivered/collected', /opgehaald|afgehaald (?:door|bij|van)|collected/i],
  ['in_transit/customs_processing', /douane|inklaring|customs/i],
  [
    'out_for_delivery/with_courier',
    /bezorger is onderweg|onderweg naar (?:de )?(?:ontvanger|bezorgadres)|out for delivery/i,
  ],
  ['delivered', /is bezorgd|afgeleverd|\bdelivered\b/i],
  ['in_transit/delayed', /vertra(?:agd|ging)|delay/i],
  ['in_transit/arrived_facility', /gesorteerd|sorted/i],
  ['info_received/data_received', /verwacht|voorgemeld|aangemeld|nog niet|pre-?alert/i],
  ['in_transit/accepted', /ontvangen|is bij postnl|in ontvangst|accepted|received/i],
])
