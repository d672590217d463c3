import type { Simulator } from '../../src/server/simulate/index.ts'
import { secretOf } from '../../src/simulator/index.ts'

const basic = (id: string) => `Basic ${Buffer.from(`${id}:${secretOf(id)}`).toString('base64')}`

export const baseOf = ({ carriers }: Simulator, id: string): string => {
  const one = carriers.find(({ counter }) => counter.desk.id === id)
  if (!one) throw new Error(`no ${id} is played`)
  return one.url
}

export async function tokenFrom(simulator: Simulator, id: string, client = 'sim-shop'): Promise<string> {
  const grant = { grant_type: 'client_credentials' }
  const response =
    id === 'ups'
      ? await fetch(`${baseOf(simulator, id)}/security/v1/oauth/token`, {
          method: 'POST',
          headers: { authorization: basic(client) },
          body: new URLSearchParams(grant),
        })
      : await fetch(`${baseOf(simulator, id)}/oauth/token`, {
          method: 'POST',
          body: new URLSearchParams({ ...grant, client_id: client, client_secret: secretOf(client) }),
        })
  const { access_token: token } = (await response.json()) as { access_token?: string }
  if (token === undefined) throw new Error(`no token: ${response.status}`)
  return token
}

type Asking = { readonly token?: string; readonly client?: string; readonly signal?: AbortSignal }

/** Asks a carrier about one number as its documentation has it. */
export async function ask(
  simulator: Simulator,
  id: string,
  number: string,
  { token, client = 'sim-shop', signal = AbortSignal.timeout(20_000) }: Asking = {},
): Promise<Response> {
  const base = baseOf(simulator, id)
  const bearer = async () => ({ authorization: `Bearer ${token ?? (await tokenFrom(simulator, id, client))}` })
  switch (id) {
    case 'ups':
      return fetch(`${base}/api/track/v1/details/${number}?locale=en_US`, { headers: await bearer(), signal })
    case 'fedex':
      return fetch(`${base}/track/v1/trackingnumbers`, {
        method: 'POST',
        headers: { ...(await bearer()), 'content-type': 'application/json' },
        body: JSON.stringify({
          includeDetailedScans: true,
          trackingInfo: [{ trackingNumberInfo: { trackingNumber: number } }],
        }),
        signal,
      })
    case 'dhl_universal':
      return fetch(`${base}/track/shipments?trackingNumber=${number}`, { headers: { 'DHL-API-Key': client }, signal })
    case 'canadapost':
      return fetch(`${base}/vis/track/pin/${number}/detail`, {
        headers: { authorization: basic(client), accept: 'application/vnd.cpc.track-v2+xml' },
        signal,
      })
    case 'purolator':
      return fetch(`${base}/PWS/V1/Tracking/TrackingService.asmx`, {
        method: 'POST',
        headers: {
          authorization: basic(client),
          'content-type': 'text/xml; charset=utf-8',
          soapaction: 'http://purolator.com/pws/service/v1/TrackPackagesByPin',
        },
        body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://purolator.com/pws/datatypes/v1"><s:Header><RequestContext><Version>1.2</Version><Language>en</Language><UserToken>sim-token</UserToken></RequestContext></s:Header><s:Body><TrackPackagesByPinRequest><PINs><PIN><Value>${number}</Value></PIN></PINs></TrackPackagesByPinRequest></s:Body></s:Envelope>`,
        signal,
      })
    default:
      throw new Error(`how is ${id} asked?`)
  }
}

export async function turn(simulator: Simulator, how: unknown): Promise<{ now: string; rate: number; pushes: number }> {
  const response = await fetch(`${simulator.url}/_control/clock`, { method: 'POST', body: JSON.stringify(how) })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as { now: string; rate: number; pushes: number }
}
