import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { purolator as speaker } from '../purolator.ts'
import { type Asked, basicOf, xml } from '../../exchange.ts'
import { purolatorNumber } from '../../numbers.ts'
import { canada } from '../../towns.ts'
import { xmlText } from '../../xml.ts'
import type { Desk, Question, Refusal } from '../../served/desk.ts'

/** PINs the played carrier takes in one call; Purolator names no number. */
const most = 50

/** Purolator's Tracking Web Service v1: SOAP, with what it does not like told as a fault or as errors inside an answer. */
export const purolatorDesk: Desk = {
  id: 'purolator',
  name: 'Purolator',
  speaker,
  numberOf: purolatorNumber,
  towns: canada,
  access: { kind: 'presented', credential: basicOf },
  // Not published.
  limits: [{ calls: 60, seconds: 10 }],
  tracking: {
    method: 'POST',
    path: /^\/PWS\/V1\/Tracking\/TrackingService\.asmx$/i,
    example: '/PWS/V1/Tracking/TrackingService.asmx',
  },
  question,
  answers: (parcels) => xml(200, speaker.answers(parcels)[0] ?? ''),
  refuses: (refusal) => {
    const [status, code, sentence] = words(refusal)
    return status === 200 ? xml(200, errors(code, sentence)) : xml(status, fault(code, sentence))
  },
}

const texts = z.string().trim()
const Envelope = z.object({
  Envelope: z.object({
    Header: z.object({ RequestContext: z.object({ Version: texts.min(1), UserToken: texts.optional() }) }),
    Body: z.object({
      TrackPackagesByPinRequest: z.object({
        PINs: z.object({ PIN: z.array(z.object({ Value: texts.min(1) })).min(1) }),
      }),
    }),
  }),
})

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'PIN',
})

function question({ headers, body }: Asked): Question {
  if (!(headers['soapaction'] ?? '').replaceAll('"', '').endsWith('/TrackPackagesByPin'))
    return { why: 'bad_request', detail: 'the SOAPAction is none of this service' }
  const read = Envelope.safeParse(parsed(body))
  if (!read.success) {
    const missing = read.error.issues[0]?.path.join('/') ?? 'Envelope'
    return { why: 'bad_request', detail: `the request lacks ${missing}` }
  }
  const { Header, Body } = read.data.Envelope
  const { UserToken } = Header.RequestContext
  if (UserToken && !UserToken.startsWith('sim-')) return { why: 'token_refused' }
  const numbers = Body.TrackPackagesByPinRequest.PINs.PIN.map(({ Value }) => Value)
  return numbers.length > most ? { why: 'too_many_numbers', most } : { numbers }
}

function parsed(body: string): unknown {
  try {
    return parser.parse(body)
  } catch {
    return undefined
  }
}

/** HTTP 200: errors inside an answer, as the service tells what is wrong with the content. */
function words(refusal: Refusal): readonly [status: number, code: string, sentence: string] {
  switch (refusal.why) {
    case 'no_such_path':
      return [404, 's:Client', 'There is no service at this address']
    case 'wrong_method':
      return [405, 's:Client', 'Only POST is answered here']
    case 'credential_refused':
      return [401, 's:Client.Authentication', 'Authentication failed: the key or its password is wrong']
    case 'token_refused':
      return [200, '1100552', 'Authorization failed: the user token belongs to nobody']
    case 'rate_limited':
      return [500, 's:Server', 'Too many requests: this key is being throttled']
    case 'too_many_numbers':
      return [200, '1100522', `One request may hold ${refusal.most} PINs at most`]
    case 'not_acceptable':
    case 'bad_request':
      return [500, 's:Client', `The request can't be read${'detail' in refusal ? `: ${refusal.detail}` : ''}`]
    case 'unavailable':
      return [refusal.status, 's:Server', 'The service is unavailable for a while']
    default:
      return refusal satisfies never
  }
}

const envelope = (content: string) => `<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${content}</s:Body></s:Envelope>`

const fault = (code: string, sentence: string) =>
  envelope(`<s:Fault><faultcode>${code}</faultcode><faultstring>${xmlText(sentence)}</faultstring></s:Fault>`)

const errors = (code: string, sentence: string) =>
  envelope(
    `<TrackPackagesByPinResponse xmlns="http://purolator.com/pws/datatypes/v1"><ResponseInformation><Errors><Error><Code>${code}</Code><Description>${xmlText(sentence)}</Description><AdditionalInformation/></Error></Errors></ResponseInformation><TrackingInformationList/></TrackPackagesByPinResponse>`,
  )
