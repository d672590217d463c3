import { instantOf, type Journey, type JourneyClock, type Phrase, type Step } from './journey.ts'

/** What is to become of a delivery that is not done yet. */
export type Change =
  | { readonly kind: 'later'; readonly day: Temporal.PlainDate }
  | { readonly kind: 'elsewhere'; readonly to: Partial<Pick<Journey['to'], 'city' | 'region' | 'postal'>> }
  | { readonly kind: 'hold' }
  | { readonly kind: 'return' }

/** The way a parcel takes from `now` on when its delivery is changed; what has happened stays. */
export function changedJourney(journey: Journey, change: Change, clock: JourneyClock, now: Temporal.Instant): Journey {
  const at = hoursAt(now, clock)
  const done = journey.steps.filter((step) => step.at <= at)
  const ahead = journey.steps.filter((step) => step.at > at)
  const here = done.at(-1)?.stop ?? journey.to
  const step = (hours: number, says: Phrase, stop = journey.to): Step => ({ at: at + hours, says, stop })
  const accepted = step(0, 'in_transit/rescheduled', here)
  switch (change.kind) {
    case 'later': {
      const wanted = change.day.toZonedDateTime({ timeZone: journey.to.zone, plainTime: '09:00' }).toInstant()
      const first = ahead.find(({ says }) => says.startsWith('out_for_delivery')) ?? ahead[0]
      const shift = first ? Math.max(0, hoursAt(wanted, clock) - first.at) : 0
      return {
        ...journey,
        due: hoursAt(wanted, clock),
        steps: [
          ...done,
          accepted,
          ...ahead.map((one) => (first && one.at >= first.at ? { ...one, at: one.at + shift } : one)),
        ],
      }
    }
    case 'elsewhere': {
      const to = { ...journey.to, ...change.to }
      const moved = ahead.map((one) => ({ ...one, at: one.at + 24, stop: to }))
      return { ...journey, to, due: (journey.due ?? at) + 24, steps: [...done, accepted, ...moved] }
    }
    case 'hold':
      return { ...journey, steps: [...done, accepted, step(20, 'available_for_pickup')] }
    case 'return':
      return {
        ...journey,
        due: null,
        steps: [
          ...done,
          step(0, 'returning/return_initiated', here),
          step(12, 'returning/return_in_transit', here),
          step(60, 'returned/back_with_sender', journey.steps[0]?.stop ?? here),
        ],
      }
    default:
      return change satisfies never
  }
}

/** The hour of the journey at an instant; undoes `instantOf`. */
function hoursAt(instant: Temporal.Instant, clock: JourneyClock): number {
  const hours = instant.since(instantOf(0, clock)).total('hours')
  return hours > 0 ? hours * clock.rate : hours
}

/** Whether a delivery is still ahead: the carrier has the parcel or knows of it, and is not done with it. */
export function canChange(journey: Journey, clock: JourneyClock, now: Temporal.Instant): boolean {
  const last = journey.steps.findLast(({ at }) => at <= hoursAt(now, clock))
  return last !== undefined && !/^(?:delivered|return|cancelled|available_for_pickup)/.test(last.says)
}
