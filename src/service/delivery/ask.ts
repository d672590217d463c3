import {
  type CarrierOption,
  type ChangeCall,
  type ChangePrice,
  type ChangeRequest,
  type DeliveryChange,
  type Exchanged,
  isChangeable,
} from '../../model/index.ts'
import { ServiceError } from '../errors.ts'
import { type Line, type Subject, wayOf } from './subject.ts'

export const requestOf = ({ number }: Subject, { from, to }: Line, change: DeliveryChange | null): ChangeRequest => ({
  number,
  from,
  to,
  change,
})

/** `reference`: of the change, so that a carrier's log and ours can be laid side by side. */
export function ask<Asked, Answer>(
  { exchange, account }: Line,
  call: ChangeCall<Asked, Answer>,
  asked: Asked,
  { reference, once = false }: { reference: string; once?: boolean },
): Promise<Exchanged<Answer>> {
  return exchange.exchange(account, {
    request: (token) => call.request(asked, { settings: account.settings, token, reference }),
    read: (reply) => call.read(reply, asked),
    once,
  })
}

/** What the carrier says it can do for the kind, and refuses where it cannot. */
export async function requireOption(
  subject: Subject,
  line: Line,
  change: DeliveryChange,
  reference: string,
): Promise<CarrierOption> {
  const asked = await ask(line, line.calls.options, { number: subject.number }, { reference })
  if (asked.kind !== 'answered') throw unanswered(subject, asked)
  const option = asked.value.find(({ kind }) => kind === change.kind)
  if (option?.possible !== 'yes') {
    const says = option?.possible === 'unknown' ? 'does not know whether this can' : 'says that this cannot'
    throw notPossible(`${subject.carrierName} ${says} be changed for this parcel now`)
  }
  if (change.kind === 'reschedule' && option.days.length > 0 && !option.days.some((one) => one.equals(change.day))) {
    const detail = `${subject.carrierName} delivers on ${option.days.map(String).join(', ')}`
    throw new ServiceError('INPUT_INVALID', detail, { errors: [{ pointer: '/day', detail }] })
  }
  return option
}

/** The cost of this change and what it leads to, with the carrier's answer as it came. */
export async function priceOf(
  subject: Subject,
  line: Line,
  change: DeliveryChange,
  reference: string,
): Promise<{ readonly price: ChangePrice; readonly answer: string }> {
  const asked = await ask(line, line.calls.prices, requestOf(subject, line, change), { reference })
  if (asked.kind !== 'answered') throw unanswered(subject, asked)
  const price = asked.value.find(({ kind }) => kind === change.kind)
  if (!price) throw notPossible(`${subject.carrierName} names no cost for this change, so it cannot be shown first`)
  return { price, answer: asked.body }
}

export function requireOnItsWay({ parcel, carrier }: Subject, kind: DeliveryChange['kind']): void {
  const way = wayOf({ carrier }, kind)
  if (isChangeable(way, parcel.milestone)) return
  throw notPossible(
    `the parcel is "${parcel.milestone}", where nothing of its delivery can be changed${way.how === 'none' ? ' at this carrier' : ' any more, or yet'}`,
  )
}

export const notPossible = (message: string) => new ServiceError('CHANGE_NOT_POSSIBLE', message)

/** Nothing was changed by it: only questions are asked here. */
function unanswered({ carrierName }: Subject, { failure }: Exclude<Exchanged<unknown>, { kind: 'answered' }>) {
  return failure.kind === 'rejected' || failure.kind === 'not_found'
    ? notPossible(`${carrierName} refused with ${failure.code}: ${failure.message}`)
    : new ServiceError(
        'CARRIER_FAILED',
        `${carrierName} could not be asked (${failure.code}: ${failure.message}); nothing was changed, try again in a moment`,
      )
}
