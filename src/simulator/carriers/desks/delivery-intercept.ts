import { z } from 'zod'
import type { Change } from '../../changes.ts'
import { type Asked, json, objectIn, type Said } from '../../exchange.ts'
import { dayDigits } from '../../journey.ts'
import type { Changing, Changes } from '../../served/desk.ts'

/**
 * UPS Delivery Intercept v2: what may be changed, what it costs, and the change itself. Undone by `cancel`.
 * What UPS refuses for its state comes with HTTP 200 and `success: false`.
 */
export const deliveryIntercept: Changes = {
  path: /^\/api\/deliveryintercept\/v2\/(?:charges|eligibility\/intercept|redirect\/address|willcall|return|reschedule|cancel)\/[^/]+$/,
  method: (path) => (path.includes('/eligibility/') ? 'GET' : 'POST'),
  number: (path) => decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)).toUpperCase(),
  answer,
}

function answer(asked: Asked, state: Changing): { readonly said: Said; readonly change: Change | 'undo' | null } {
  const transactionId = asked.headers['transid'] ?? ''
  const refused = (message: string) => ({
    said: json(400, { response: { transactionId, statusCode: '400', errors: [{ code: '710', message }] } }),
    change: null,
  })
  if (!/^[\w.-]{3,14}$/.test(transactionId)) return refused('The header transId is missing or none.')
  if (asked.headers['platformtype'] !== 'XOLT') return refused('The header platformType is missing or none.')
  if (asked.headers['inquirytype'] !== 'U') return refused('The header inquiryType is missing or none.')
  if (!/^1Z[0-9A-Z]{16}$/.test(state.number)) return refused('The tracking number is none.')
  const told = (body: object) => ({
    said: json(200, {
      response: { transactionId, statusCode: '000', statusMsg: 'Success', success: true, errors: null, ...body },
    }),
    change: null,
  })
  if (asked.path.includes('/eligibility/')) return told({ warnings: null, commonEligibilityMap: eligibility(state) })
  if (asked.path.includes('/charges/')) {
    const wanted = Charges.safeParse(objectIn(asked.body))
    if (!wanted.success) return refused('The ratingRequest is missing or none.')
    return told(charges(state, wanted.data.ratingRequest[0].trackInfo.interceptOption))
  }
  const [, what = ''] = /v2\/([a-z/]+)\/[^/]+$/.exec(asked.path) ?? []
  const read = Intercept.safeParse(objectIn(asked.body))
  if (!read.success || (what !== 'cancel' && read.data.requestType !== types[what]))
    return refused('The requestType is missing or another one.')
  const change = what === 'cancel' ? 'undo' : changeOf(read.data)
  if (!change) return refused('What the change needs is missing.')
  const possible = change === 'undo' ? state.changed : state.open && !state.changed
  const errors = possible ? null : [{ errorCode: '720', errorMessage: 'This delivery can no longer be changed.' }]
  const outcome = possible
    ? { statusCode: '000', statusMsg: 'Success', success: true }
    : { statusCode: '720', statusMsg: 'Not eligible', success: false }
  return { said: json(200, { transactionId, ...outcome, errors, subStatusCode: '' }), change: possible ? change : null }
}

const types: Readonly<Record<string, string>> = {
  'redirect/address': 'AA',
  willcall: 'WC',
  return: 'RS',
  reschedule: 'FD',
}

const Intercept = z.object({
  requestType: z.enum(['WC', 'SC', 'FD', 'AA', 'RS']),
  deliveryDate: z
    .string()
    .regex(/^\d{8}$/)
    .nullish(),
  newDeliveryAddress: z
    .object({
      addressInfo: z.object({
        addressLine1: z.string().min(1),
        city: z.string().min(1),
        state: z.string().min(1),
        postalCode: z.string().min(1),
      }),
    })
    .nullish(),
})

const Charges = z.object({
  ratingRequest: z.tuple([z.object({ trackInfo: z.object({ interceptOption: z.string().min(2) }) })], z.unknown()),
})

function changeOf({ requestType, deliveryDate, newDeliveryAddress }: z.infer<typeof Intercept>): Change | null {
  if (requestType === 'RS') return { kind: 'return' }
  if (requestType === 'FD') {
    const day = dayOf(deliveryDate ?? '')
    return day ? { kind: 'later', day } : null
  }
  if (requestType !== 'AA') return { kind: 'hold' }
  if (!newDeliveryAddress) return null
  const { city, state: region, postalCode: postal } = newDeliveryAddress.addressInfo
  return { kind: 'elsewhere', to: { city, region, postal } }
}

function dayOf(digits: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`)
  } catch {
    return null
  }
}

function eligibility({ open, changed, today }: Changing) {
  const days = Array.from({ length: 9 }, (_, i) => today.add({ days: i + 1 })).filter(({ dayOfWeek }) => dayOfWeek < 6)
  const value = (more: object = {}) => ({
    createEligibility: open && !changed ? 'ELIGIBLE' : 'NOT_ELIGIBLE',
    modifyEligibility: 'NOT_ELIGIBLE',
    cancelEligibility: changed ? 'ELIGIBLE' : 'NOT_ELIGIBLE',
    ...more,
  })
  // Sunday is the first day of the week here.
  const dates = days.slice(0, 5).map((day) => ({
    date: dayDigits(day),
    dayOfWeekText: day.toLocaleString('en', { weekday: 'long' }),
    dayOfWeekNumber: String((day.dayOfWeek % 7) + 1).padStart(2, '0'),
  }))
  return [
    { interceptFeature: 'FD', eligibilityValue: value({ dateOptionsforFutureDelivery: dates }) },
    { interceptFeature: 'WC', eligibilityValue: value() },
    { interceptFeature: 'RD', eligibilityValue: value() },
    {
      interceptFeature: 'RTS',
      eligibilityValue: value({ reasonOptionsForRTS: [{ id: 'AM', value: 'Asked for by the sender' }] }),
    },
  ]
}

/** US dollars for each change; a return is carried once more. */
const prices = { AA: [19.5, 6.25], FD: [17.75, 0], RS: [17.75, 12.4], WC: [17.75, 0] } as const

function charges({ number, today }: Changing, option: string) {
  const asked = Object.entries(prices).filter(([type]) => option === 'AL' || type === option)
  const detail = asked.map(([interceptOption, [intercept, transport]]) => ({
    accessorialCharge: '0.00',
    interceptCharge: intercept.toFixed(2),
    transportationCharge: transport.toFixed(2),
    totalCharge: (intercept + transport).toFixed(2),
    interceptOption,
    displayShipperPaidInterceptCharges: false,
    shipperPaidInterceptCharges: false,
    successful: true,
    currencyCode: 'USD',
  }))
  const { accessorialCharge, interceptCharge, transportationCharge, totalCharge } = (option === 'AL'
    ? undefined
    : detail[0]) ?? {
    accessorialCharge: '0.00',
    interceptCharge: '0.00',
    transportationCharge: '0.00',
    totalCharge: '0.00',
  }
  return {
    warnings: null,
    chargeInfo: [
      {
        trackingNumber: number,
        accessorialCharge,
        interceptCharge,
        transportationCharge,
        totalCharge,
        chargeCurrency: 'USD',
        preTaxTotalCharge: totalCharge,
        estDeliveryDate: dayDigits(today.add({ days: 3 })),
        serviceCode: '003',
        serviceDesc: 'Ground',
        packageWeight: '3',
        packageWeightUOM: 'LBS',
        packagingType: '02',
        shipperName: 'Simulated shop',
        ...(option === 'AL' && { interceptChargeDetail: detail }),
        taxDisclaimerIndicator: 'NTA',
        taxes: [],
        totalTax: '0.00',
      },
    ],
  }
}
