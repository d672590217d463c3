import { z } from 'zod'
import {
  type Address,
  type CarrierOption,
  type CarrierReply,
  type CarrierRequest,
  type ChangeCalls,
  type ChangeKind,
  type ChangeLack,
  type ChangePrice,
  type ChangeRequest,
  failed,
  ok,
  type Party,
  type Result,
} from '../../../model/index.ts'
import { byStatus, exactly, lookUp, many, parseJson, parseShape, readDay, text, toMoney } from '../../kit/index.ts'
import { failure } from './failure.ts'

/** UPS Delivery Intercept v2: what may be changed of a delivery, what it costs, the change, and calling it off. */
export const intercept: ChangeCalls = {
  lacks,
  options: {
    request: ({ number }, { reference }) => ({
      path: pathOf('eligibility/intercept', number),
      query: { loc: 'en_US' },
      headers: headersOf(reference),
    }),
    read: (reply) => readOptions(reply),
  },
  prices: {
    request: (asked, { reference }) => post('charges', asked.number, reference, { ratingRequest: [ratingOf(asked)] }),
    read: (reply, { change }) => readPrices(reply, change?.kind ?? null),
  },
  make: {
    request: (asked, { reference }) => {
      const [path] = ways[kindOf(asked)]
      return post(path, asked.number, reference, interceptOf(asked))
    },
    read: readDone,
  },
  cancel: {
    request: (asked, { reference }) => post('cancel', asked.number, reference, interceptOf(asked)),
    read: readDone,
  },
}

/** Path, intercept type, and the feature eligibility is told of. RD is the redirect, though the schema titles it otherwise: FD is the other day. */
const ways = {
  redirect_to_address: ['redirect/address', 'AA', 'RD'],
  hold_for_pickup: ['willcall', 'WC', 'WC'],
  reschedule: ['reschedule', 'FD', 'FD'],
  return_to_sender: ['return', 'RS', 'RTS'],
} as const satisfies Record<ChangeKind, readonly [string, string, string]>

const kindsBy = (column: 1 | 2): Readonly<Record<string, ChangeKind>> =>
  Object.fromEntries((Object.keys(ways) as ChangeKind[]).map((kind) => [ways[kind][column], kind]))
const kindOfType = kindsBy(1)
const kindOfFeature = kindsBy(2)

function kindOf({ change }: ChangeRequest): ChangeKind {
  if (!change) throw new TypeError('a change names its kind')
  return change.kind
}

const pathOf = (what: string, number: string) => `/api/deliveryintercept/v2/${what}/${encodeURIComponent(number)}`

/** `reference` makes the transaction's id of at most 14 characters. */
const headersOf = (reference: string) => ({
  transid: reference.replaceAll(/[^a-zA-Z0-9]/g, '').slice(-14),
  platformtype: 'XOLT',
  inquirytype: 'U',
  'content-type': 'application/json',
})

const post = (what: string, number: string, reference: string, body: unknown): CarrierRequest => ({
  method: 'POST',
  path: pathOf(what, number),
  query: { loc: 'en_US' },
  headers: headersOf(reference),
  body: JSON.stringify(body),
})

/** "Cancelled order" of the reasons UPS lists. */
const reasonForReturn = 'AM'

function interceptOf({ from, to, change }: ChangeRequest) {
  const requester = {
    name: from.name.slice(0, 30),
    telephone: phoneOf(from.phone, from.address),
    ...(from.email !== null && from.email.length <= 50 && { emailAddress: from.email }),
    displayPhoneNumber: false,
  }
  const common = { requesterContactInfo: requester, specialInstructions: null }
  if (!change) return common
  const requestType = ways[change.kind][1]
  switch (change.kind) {
    case 'redirect_to_address':
      return { requestType, ...common, newDeliveryAddress: newAddress(change.address, { from, to }) }
    case 'reschedule':
      return { requestType, ...common, deliveryDate: change.day.toString().replaceAll('-', '') }
    case 'return_to_sender':
      return { requestType, ...common, reasonForReturn }
    case 'hold_for_pickup':
      return { requestType, ...common }
    default:
      return change satisfies never
  }
}

function newAddress(address: Address, { from, to }: Pick<ChangeRequest, 'from' | 'to'>) {
  const name = address.name?.trim() || to.name
  return {
    addressNickName: 'New address',
    addressInfo: addressOf(address),
    nameOrCompanyName: name,
    contactName: name,
    phoneNumber: phoneOf(to.phone, address) ?? phoneOf(from.phone, from.address),
  }
}

function ratingOf({ from, to, change }: ChangeRequest) {
  const fallback = phoneOf(from.phone, from.address)
  const party = ({ name, phone, address }: Party) => ({
    ...addressOf(address),
    firstName: name,
    fullName: name,
    phoneNumber: phoneOf(phone, address) ?? fallback,
  })
  return {
    ...(change?.kind === 'redirect_to_address' && { redirectAddress: newAddress(change.address, { from, to }) }),
    fromAddress: party(from),
    toAddress: party(to),
    trackInfo: { interceptOption: change ? ways[change.kind][1] : 'AL' },
  }
}

function addressOf({ lines, city, region, postal, country }: Address) {
  const [addressLine1 = '', addressLine2, addressLine3] = lines.map((line) => line.trim()).filter(Boolean)
  return {
    addressLine1,
    ...(addressLine2 !== undefined && { addressLine2 }),
    ...(addressLine3 !== undefined && { addressLine3 }),
    city: city ?? '',
    state: region?.trim().toUpperCase() ?? '',
    postalCode: postal?.trim() ?? '',
    countryCode: country ?? '',
  }
}

/** `+` and up to 13 digits; an American number of ten digits may come without its country. */
function phoneOf(phone: string | null, { country }: Pick<Address, 'country'>): string | undefined {
  const digits = phone?.replaceAll(/\D/g, '') ?? ''
  if (digits.length === 10 && !phone?.trim().startsWith('+') && country === 'US') return `+1${digits}`
  return phone?.trim().startsWith('+') && digits.length >= 7 && digits.length <= 13 ? `+${digits}` : undefined
}

function lacks({ from, to, change }: ChangeRequest): readonly ChangeLack[] {
  const redirect = change?.kind === 'redirect_to_address' ? change.address : null
  return [
    ...(phoneOf(from.phone, from.address) === undefined
      ? [{ of: 'from' as const, detail: 'a phone number such as +15125550100 that UPS may call' }]
      : []),
    ...lacksOf('from', from.address),
    ...lacksOf('to', to.address),
    ...(redirect ? lacksOf('change', redirect) : []),
  ]
}

function lacksOf(of: ChangeLack['of'], address: Address): ChangeLack[] {
  const {
    addressLine1,
    addressLine2 = '',
    addressLine3 = '',
    city,
    state,
    postalCode,
    countryCode,
  } = addressOf(address)
  const fits: readonly (readonly [boolean, string])[] = [
    [countryCode === 'US', 'an address in the United States; UPS changes no other by API'],
    [addressLine1.length > 0 && addressLine1.length <= 50, 'a first line of 1 to 50 characters'],
    [addressLine2.length <= 35 && addressLine3.length <= 35, 'further lines of at most 35 characters'],
    [city.length > 0 && city.length <= 30, 'a city of 1 to 30 characters'],
    [/^[A-Z]{2}$/.test(state), 'the state as two letters'],
    [/^\d{5}(?:[-\s]\d{4})?$/.test(postalCode), 'a ZIP code of 5 or 9 digits'],
  ]
  return fits.flatMap(([fit, detail]) => (fit ? [] : [{ of, detail }]))
}

const ErrorShape = z.object({ code: text, message: text, errorCode: text, errorMessage: text })
const Said = z.object({
  transactionId: text,
  statusCode: text,
  statusMsg: text,
  success: z.boolean().nullish(),
  errors: many(ErrorShape),
  commonEligibilityMap: z.unknown().optional(),
  chargeInfo: z.unknown().optional(),
})
type Said = z.infer<typeof Said>

/** Some answers are wrapped, some are not; `yes` where it is plainly one. */
function said({ status, body }: CarrierReply, what: string): Result<Said & { readonly yes: boolean }> {
  const parsed = parseJson(body)
  const wrapped = parsed.ok ? parseShape(Wrapped, parsed.value, what) : parsed
  if (!wrapped.ok) return status < 400 ? wrapped : failed(failureOf(status))
  const one = wrapped.value
  const [error] = one.errors
  if (error) {
    const { code, errorCode, message, errorMessage } = error
    const read = failure({ code: errorCode ?? code, message: errorMessage ?? message })
    // 401 is also the answer to an address that is not the account's, which no other token makes right.
    return failed(read.kind === 'rejected' ? { ...read, kind: sweeping(status) ?? read.kind } : read)
  }
  if (status >= 400) return failed(failureOf(status))
  if (one.statusCode === undefined)
    return failed({ kind: 'malformed', code: 'NO_OUTCOME', message: `not ${what}: it has no status` })
  if (one.success === false || one.statusCode !== '000')
    return failed(failure({ code: one.statusCode, message: one.statusMsg }))
  return ok({ ...one, yes: one.success === true })
}

const Wrapped = z.union([z.object({ response: Said }).transform(({ response }) => response), Said])

const sweeping = (status: number) => {
  const kind = byStatus(status)
  return kind === 'rate_limited' || kind === 'unreachable' ? kind : undefined
}

const failureOf = (status: number) => ({
  kind: byStatus(status) ?? ('rejected' as const),
  code: `HTTP_${status}`,
  message: `UPS answered with HTTP ${status} and nothing that can be read`,
})

const Feature = z.object({
  interceptFeature: text,
  eligibilityValue: z.object({
    createEligibility: text,
    cancelEligibility: text,
    dateOptionsforFutureDelivery: many(z.object({ date: text })),
  }),
})

const possible = { ELIGIBLE: 'yes', NOT_ELIGIBLE: 'no' } as const

function readOptions(reply: CarrierReply): Result<readonly CarrierOption[]> {
  const read = said(reply, 'an answer about what may be changed')
  if (!read.ok) return read
  const features = parseShape(many(Feature), read.value.commonEligibilityMap, 'an answer about what may be changed')
  if (!features.ok) return features
  return ok(
    features.value.flatMap(({ interceptFeature = '', eligibilityValue: value }): CarrierOption[] => {
      const kind = lookUp(kindOfFeature, interceptFeature)
      if (!kind) return []
      return [
        {
          kind,
          possible: lookUp(possible, value.createEligibility ?? '') ?? 'unknown',
          cancellable: value.cancelEligibility === 'ELIGIBLE',
          days: value.dateOptionsforFutureDelivery.flatMap(({ date }) => readDay(date) ?? []),
        },
      ]
    }),
  )
}

const Detail = z.object({
  interceptOption: text,
  totalCharge: text,
  currencyCode: text,
  successful: z.boolean().nullish(),
})
const Charges = z.object({
  totalCharge: text,
  chargeCurrency: text,
  totalTax: text,
  taxDisclaimerIndicator: text,
  estDeliveryDate: text,
  interceptChargeDetail: many(Detail),
})

/** No tax applies, or the recipient is exempt; taxes apply and are told. */
const taxesBy: Readonly<Record<string, ChangePrice['taxes']>> = { NTA: 'none', TE: 'none', TA: 'included' }

function readPrices(reply: CarrierReply, kind: ChangeKind | null): Result<readonly ChangePrice[]> {
  const what = 'an answer about charges'
  const read = said(reply, what)
  if (!read.ok) return read
  const charges = parseShape(many(Charges), read.value.chargeInfo, what)
  if (!charges.ok) return charges
  const [charge] = charges.value
  if (!charge) return unpriced('the answer holds no charge')
  const taxes = lookUp(taxesBy, charge.taxDisclaimerIndicator ?? '') ?? 'not_known'
  const expected = readDay(charge.estDeliveryDate) ?? null
  if (kind) {
    const cost = total(charge.totalCharge, charge.totalTax, charge.chargeCurrency)
    return cost ? ok([{ kind, cost, taxes, expected }]) : unpriced('the charge is no amount')
  }
  return ok(
    charge.interceptChargeDetail.flatMap((one): ChangePrice[] => {
      const of = lookUp(kindOfType, one.interceptOption ?? '')
      const cost = total(one.totalCharge, undefined, one.currencyCode)
      if (!of || !cost || one.successful === false) return []
      return [{ kind: of, cost, taxes: taxes === 'none' ? taxes : 'not_known', expected: null }]
    }),
  )
}

/** Taxes are in no other total of the answer. */
function total(charge: string | undefined, tax: string | undefined, currency: string | undefined) {
  const amount = exactly(charge)
  const added = tax?.trim() ? exactly(tax) : 0n
  if (amount === undefined || added === undefined || amount < 0n || added < 0n) return undefined
  return toMoney(amount + added, currency?.trim() ?? '')
}

const unpriced = (message: string) => failed({ kind: 'malformed', code: 'NO_PRICE', message })

function readDone(reply: CarrierReply): Result<{ readonly reference: string | null }> {
  const read = said(reply, 'an answer to a change')
  if (!read.ok) return read
  if (!read.value.yes)
    return failed({ kind: 'malformed', code: 'NO_OUTCOME', message: 'the answer says neither yes nor no' })
  return ok({ reference: read.value.transactionId?.trim() || null })
}
