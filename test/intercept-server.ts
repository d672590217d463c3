import { type Behaviour, type Call, type CarrierServer, type Reply, openCarrierServer } from './carrier-server.ts'

/** UPS's Delivery Intercept v2 with its token endpoint, as its specification has it; values are ours. */
export type InterceptServer = Omit<CarrierServer, 'behave'> & {
  readonly now: Intercept
  /** What was asked of it, without tokens: `make return`, `charges RS`, … */
  readonly asked: () => readonly string[]
  readonly made: () => readonly Call[]
  readonly reset: () => void
}

type Intercept = {
  /** What it charges for everything, in US dollars. */
  charge: string
  tax: string
  taxes: 'NTA' | 'TA' | 'TU'
  eligible: 'ELIGIBLE' | 'NOT_ELIGIBLE' | 'UNKNOWN'
  cancellable: 'ELIGIBLE' | 'NOT_ELIGIBLE'
  /** In the place of its plain yes to a change, a cancellation, or any question. */
  instead: ((what: string, call: Call) => ReturnType<Behaviour> | undefined) | null
}

export const fresh = (): Intercept => ({
  charge: '17.75',
  tax: '0.00',
  taxes: 'NTA',
  eligible: 'ELIGIBLE',
  cancellable: 'ELIGIBLE',
  instead: null,
})

export async function openInterceptServer(): Promise<InterceptServer> {
  const now = fresh()
  const behave: Behaviour = (call) => {
    if (call.path.includes('/security/v1/oauth/token'))
      return json({ token_type: 'Bearer', access_token: 'token-of-the-lamp-shop', expires_in: '14399' })
    const what = whatOf(call)
    return now.instead?.(what, call) ?? plain(what, now)
  }
  const { behave: behaveAs, ...server } = await openCarrierServer(behave)
  const since = () => server.calls.filter(({ path }) => path.includes('/deliveryintercept/'))
  return {
    ...server,
    now,
    asked: () => since().map(whatOf),
    made: () => since().filter((call) => whatOf(call).startsWith('make ')),
    reset: () => {
      Object.assign(now, fresh())
      behaveAs(behave)
    },
  }
}

const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) })

export const refusal = (code: string, message: string) =>
  json({
    transactionId: 't1',
    statusCode: '000',
    statusMsg: 'Success',
    success: false,
    errors: [{ errorCode: code, errorMessage: message }],
    subStatusCode: '',
  })

export const invalid = (status: number, code: string, message: string) =>
  json({ response: { transactionId: 't1', statusCode: String(status), errors: [{ code, message }] } }, status)

export function whatOf({ path, body }: Pick<Call, 'path' | 'body'>): string {
  const [, what = ''] = /\/v2\/([a-z/]+)\/1Z/.exec(path) ?? []
  if (what === 'charges') return `charges ${/"interceptOption":"(\w+)"/.exec(body)?.[1]}`
  return what === 'cancel' || what === 'eligibility/intercept' ? what : `make ${what}`
}

export function plain(what: string, now: Intercept): Reply {
  const common = { transactionId: 'ref-77', statusCode: '000', statusMsg: 'Success', success: true, errors: null }
  if (what === 'eligibility/intercept') {
    const value = {
      createEligibility: now.eligible,
      modifyEligibility: 'NOT_ELIGIBLE',
      cancelEligibility: now.cancellable,
    }
    const days = [{ date: '20261124', dayOfWeekText: 'Tuesday', dayOfWeekNumber: '03' }]
    const features = ['WC', 'SDWC', 'RD', 'RTS'].map((interceptFeature) => ({
      interceptFeature,
      eligibilityValue: value,
    }))
    const later = { interceptFeature: 'FD', eligibilityValue: { ...value, dateOptionsforFutureDelivery: days } }
    return json({ response: { ...common, warnings: null, commonEligibilityMap: [later, ...features] } })
  }
  if (what.startsWith('charges ')) {
    const detail = (interceptOption: string) => ({
      totalCharge: now.charge,
      interceptOption,
      currencyCode: 'USD',
      successful: true,
    })
    const charge = {
      totalCharge: now.charge,
      chargeCurrency: 'USD',
      totalTax: now.tax,
      taxDisclaimerIndicator: now.taxes,
      estDeliveryDate: '20261125',
      ...(what === 'charges AL' && { interceptChargeDetail: ['AA', 'FD', 'RS', 'WC'].map(detail) }),
    }
    return json({ response: { ...common, warnings: null, chargeInfo: [charge] } })
  }
  return json({ ...common, subStatusCode: '' })
}
