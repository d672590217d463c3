import { lookUp, type Meaning, meaningIn, sentenceMeaning } from '../../kit/index.ts'
import { codes } from './codes.ts'

/** The state of a shipment, now or at an event: `simplifiedStatus` and `divisionalStatus` are what pushes call them. */
type State = Readonly<
  Partial<Record<'statusCode' | 'simplifiedStatus' | 'divisionalStatus' | 'status' | 'description', string | undefined>>
>

/** The code of the division where it goes with the word all divisions share, else the words of it, else that word. */
export function meaningOf(event: State, service: string | undefined): Meaning | undefined {
  const shared = (event.statusCode ?? event.simplifiedStatus)?.trim().toLowerCase() ?? ''
  const own = meaningIn(codes, ...keysOf(event, service))
  if (own && !contradicts(shared, own)) return own
  const spoken = sentenceMeaning(event.description, event.status)
  const agrees = lookUp(milestonesOf, shared)
  if (spoken?.status && (agrees ? agrees.includes(milestone(spoken)) : shared === '')) return spoken
  return meaningIn(codes, shared)
}

/** A code of a division that is in no table; sentences are none. */
export function unmappedOf(event: State, service: string | undefined): string | undefined {
  const [own] = keysOf(event, service)
  const shared = event.statusCode ?? event.simplifiedStatus
  if (own === undefined || meaningIn(codes, ...keysOf(event, service)))
    return meaningIn(codes, shared) ? undefined : shared
  const looksLikeOne =
    /\/(?:[A-Z\d][A-Z\d_/-]*)$/.test(own) && !meaningIn(codes, event.divisionalStatus ?? event.status)
  return looksLikeOne ? own : undefined
}

/** Services that use the codes of another. */
const codesOf: Readonly<Record<string, string>> = { svb: 'post-de', 'ecommerce-apac': 'ecommerce' }

const keysOf = ({ divisionalStatus, status }: State, service = '') =>
  [divisionalStatus, status].flatMap((one) =>
    one?.trim() ? [`${lookUp(codesOf, service.trim().toLowerCase()) ?? service}/${one}`] : [],
  )

const milestone = ({ status }: Meaning) => status?.split('/', 1)[0] ?? ''

/** Whether one says delivered and the other does not. */
function contradicts(shared: string, own: Meaning): boolean {
  if (!lookUp(milestonesOf, shared) || own.status === null) return false
  if (shared === 'delivered') return !['delivered', 'returned', 'available_for_pickup'].includes(milestone(own))
  return milestone(own) === 'delivered'
}

const milestonesOf: Readonly<Record<string, readonly string[]>> = {
  'pre-transit': ['info_received', 'cancelled'],
  transit: ['in_transit', 'out_for_delivery', 'available_for_pickup', 'attempt_failed', 'exception', 'returning'],
  delivered: ['delivered', 'returned'],
  failure: ['attempt_failed', 'exception', 'returning', 'returned', 'cancelled'],
}
