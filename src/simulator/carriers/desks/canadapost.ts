import { canadaPost as speaker } from '../canadapost.ts'
import { basicOf, xml } from '../../exchange.ts'
import { canadaPostNumber } from '../../numbers.ts'
import { canada } from '../../towns.ts'
import { xmlText } from '../../xml.ts'
import type { Desk, Refusal } from '../../served/desk.ts'

const answerType = 'application/vnd.cpc.track-v2+xml'

/** Canada Post's tracking details, one PIN a call; what it refuses comes as messages. */
export const canadaPostDesk: Desk = {
  id: 'canadapost',
  name: 'Canada Post',
  speaker,
  numberOf: canadaPostNumber,
  towns: canada,
  access: { kind: 'presented', credential: basicOf },
  // Calls are counted over a minute; how many it takes depends on the customer.
  limits: [{ calls: 120, seconds: 60 }],
  tracking: { method: 'GET', path: /^\/vis\/track\/pin\/([^/]*)\/detail$/, example: '/vis/track/pin/{number}/detail' },
  question: ({ path, headers }) => {
    const accepted = headers['accept'] ?? '*/*'
    if (!accepted.includes(answerType) && !accepted.includes('*/*')) return { why: 'not_acceptable' }
    const pin = decodeURIComponent(path.split('/')[4] ?? '').trim()
    return /^[A-Za-z0-9]{11,18}$/.test(pin) ? { numbers: [pin] } : { why: 'bad_request', detail: pin }
  },
  answers: (parcels) => {
    const known = (parcels[0]?.steps.length ?? 0) > 0
    return xml(known ? 200 : 404, speaker.answers(parcels)[0] ?? '', { 'content-type': answerType })
  },
  refuses: (refusal) => {
    const [status, code, description] = words(refusal)
    const body = `<?xml version="1.0" encoding="UTF-8"?>
<messages xmlns="http://www.canadapost.ca/ws/messages"><message><code>${code}</code><description>${xmlText(description)}</description></message></messages>`
    return xml(status, body)
  },
}

function words(refusal: Refusal): readonly [status: number, code: string, description: string] {
  switch (refusal.why) {
    case 'no_such_path':
      return [404, '404', 'There is nothing at this address']
    case 'wrong_method':
      return [405, '405', 'Only GET is answered here']
    case 'credential_refused':
    case 'token_refused':
      return [401, 'E002', 'AAA Authentication Failure']
    case 'rate_limited':
      // No Retry-After: whoever is refused stays so for up to a minute.
      return [500, 'Server', 'Rejected by SLM Monitor']
    case 'not_acceptable':
      return [406, '406', `Only ${answerType} is spoken here`]
    case 'too_many_numbers':
    case 'bad_request':
      return [400, '002', 'This is not the number of a parcel']
    case 'unavailable':
      return [refusal.status, 'Server', 'Out of order for a while']
    default:
      return refusal satisfies never
  }
}
