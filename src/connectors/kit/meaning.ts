import {
  type ActionRequired,
  actors,
  allStatuses,
  type CodeMeaning,
  milestoneOf,
  type Reason,
  type ReasonParty,
  reasonParties,
  type Status,
} from '../../model/index.ts'

export type Meaning = CodeMeaning

export type Codes = Readonly<Record<string, Meaning>>

export const says = (
  status: Status | null,
  reason: readonly [ReasonParty, string] | null = null,
  action: readonly [ActionRequired['by'], string] | null = null,
): Meaning => ({
  status,
  reason: reason && { party: reason[0], code: reason[1] },
  action: action && { by: action[0], what: action[1] },
})

/**
 * A code table the short way round: what is said -> the codes that say it, blanks between them (a list where codes hold
 * blanks). What is said is a status, alone with the reason and action that usually go with it, or with others
 * (`attempt_failed/not_home recipient:not_home shopper:be_available`, `-` for none); `nothing` for codes that say nothing of
 * where a parcel is. Codes are found whatever their case. Throws on a table that is wrong: tables are read at the start.
 */
export function codeTable(table: Readonly<Record<string, string | readonly string[]>>): Codes {
  const rows = Object.entries(table).flatMap(([said, codes]) => {
    const meaning = meaningOf(said)
    const list = typeof codes === 'string' ? codes.trim().split(/\s+/) : codes
    return list.map((code) => [codeKey(code), meaning] as const)
  })
  const seen = new Set<string>()
  const doubles = rows.filter(([code]) => seen.size === seen.add(code).size)
  if (doubles.length > 0) throw new Error(`codes with two meanings: ${doubles.map(([code]) => code).join(', ')}`)
  return Object.fromEntries(rows)
}

/**
 * Sentences of a carrier that sends no codes, the short way round: what is said, as in `codeTable`, beside the pattern of
 * the words that say it. The first row that matches decides, and the first sentence that a row matches.
 */
export function wordTable(
  table: readonly (readonly [said: string, words: RegExp])[],
): (...sentences: readonly (string | undefined)[]) => Meaning | undefined {
  const rows = table.map(([said, words]) => [meaningOf(said), words] as const)
  return (...sentences) => {
    for (const sentence of sentences) {
      // Longer ones are no sentences, and patterns take time.
      const row = rows.find(([, words]) => words.test(sentence?.slice(0, 500) ?? ''))
      if (row) return row[0]
    }
    return undefined
  }
}

/** What a code says of a parcel that goes back: delivered is back with its sender, a movement is a part of the return. */
export function backwards(meaning: Meaning | undefined): Meaning | undefined {
  const milestone = meaning?.status && milestoneOf(meaning.status)
  if (milestone === 'delivered') return says('returned/back_with_sender')
  const moves = milestone === 'in_transit' || milestone === 'out_for_delivery'
  return meaning && moves ? { ...meaning, status: 'returning/return_in_transit' } : meaning
}

export const codeKey = (code: string): string => code.trim().replaceAll(/\s+/g, ' ').toUpperCase()

/** The first of the codes that is in the table, most exact first; undefined where none is. */
export function meaningIn(codes: Codes, ...sent: readonly (string | null | undefined)[]): Meaning | undefined {
  for (const code of sent) {
    const key = codeKey(code ?? '')
    if (key && Object.hasOwn(codes, key)) return codes[key]
  }
  return undefined
}

/** What a row of a table says, from its short form. */
function meaningOf(said: string): Meaning {
  if (said === 'nothing') return says(null)
  const [named = '', reason, action] = said.split(/\s+/)
  const status = allStatuses.find((one) => one === named)
  if (!status) throw new Error(`"${named}" is no status; see src/model/milestone.ts`)
  const usual = usually[status]
  return {
    status,
    reason: reason === undefined ? (usual?.reason ?? null) : because(reason),
    action: action === undefined ? (reason === undefined ? (usual?.action ?? null) : null) : must(action),
  }
}

function because(text: string): Reason | null {
  if (text === '-') return null
  const [party = '', code = ''] = text.split(':')
  const known = reasonParties.find((one) => one === party)
  if (!known || !/^[a-z_]+$/.test(code)) throw new Error(`"${text}" is no reason; one is recipient:not_home`)
  return { party: known, code }
}

function must(text: string): ActionRequired | null {
  if (text === '-') return null
  const [by = '', what = ''] = text.split(':')
  const known = actors.find((one) => one === by)
  if (!known || !/^[a-z_]+$/.test(what)) throw new Error(`"${text}" is no action; one is shopper:collect_parcel`)
  return { by: known, what }
}

const collect = says(null, null, ['shopper', 'collect_parcel'])

/** What goes with a status unless a table says otherwise. */
const usually: Readonly<Partial<Record<Status, Omit<Meaning, 'status'>>>> = {
  available_for_pickup: collect,
  'available_for_pickup/at_parcel_shop': collect,
  'available_for_pickup/at_locker': collect,
  'available_for_pickup/at_post_office': collect,
  'available_for_pickup/pickup_reminder': collect,
  'available_for_pickup/pickup_deadline': says(null, ['recipient', 'not_collected_yet'], ['shopper', 'collect_parcel']),
  'in_transit/delayed': says(null, ['carrier', 'delay']),
  'in_transit/rescheduled': says(null, ['carrier', 'rescheduled']),
  'attempt_failed/not_home': says(null, ['recipient', 'not_home'], ['shopper', 'be_available']),
  'attempt_failed/business_closed': says(null, ['recipient', 'business_closed']),
  'attempt_failed/no_access': says(null, ['recipient', 'no_access'], ['shopper', 'give_access']),
  'attempt_failed/refused': says(null, ['recipient', 'refused'], ['merchant', 'decide_what_next']),
  'attempt_failed/address_problem': says(null, ['recipient', 'address_incorrect'], ['shopper', 'correct_address']),
  'attempt_failed/payment_due': says(null, ['recipient', 'payment_due'], ['shopper', 'pay_on_delivery']),
  'attempt_failed/verification_failed': says(
    null,
    ['recipient', 'identification_missing'],
    ['shopper', 'show_identification'],
  ),
  'attempt_failed/other_attempt': says(null, ['unknown', 'not_delivered']),
  'exception/customs_held': says(null, ['customs', 'held']),
  'exception/duties_unpaid': says(null, ['recipient', 'duties_unpaid'], ['shopper', 'pay_duties']),
  'exception/documents_missing': says(
    null,
    ['customs', 'clearance_information_missing'],
    ['merchant', 'provide_clearance_information'],
  ),
  'exception/prohibited': says(null, ['merchant', 'prohibited_contents'], ['merchant', 'contact_carrier']),
  'exception/damaged': says(null, ['carrier', 'damaged'], ['merchant', 'resolve_damage']),
  'exception/lost': says(null, ['carrier', 'lost'], ['merchant', 'send_again']),
  'exception/missorted': says(null, ['carrier', 'missorted']),
  'exception/address_incorrect': says(null, ['recipient', 'address_incorrect'], ['shopper', 'correct_address']),
  'exception/recipient_moved': says(null, ['recipient', 'moved'], ['shopper', 'correct_address']),
  'exception/refused': says(null, ['recipient', 'refused'], ['merchant', 'decide_what_next']),
  'exception/weather': says(null, ['weather', 'severe_weather']),
  'exception/force_majeure': says(null, ['unknown', 'beyond_control']),
  'exception/vehicle_or_mechanical': says(null, ['carrier', 'vehicle_or_mechanical']),
  'exception/capacity': says(null, ['carrier', 'capacity']),
  'exception/security_hold': says(null, ['security', 'security_check']),
  'exception/on_hold_by_request': says(null, ['unknown', 'hold_requested']),
  'exception/payment_held': says(null, ['recipient', 'payment_due'], ['shopper', 'pay_on_delivery']),
  'exception/investigation': says(null, ['carrier', 'being_traced']),
  'cancelled/by_shipper': says(null, ['merchant', 'voided']),
  'cancelled/voided_label': says(null, ['merchant', 'voided']),
}
