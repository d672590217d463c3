import type { Callback, Push } from './desk.ts'

/** Something of a parcel that is pushed once the carrier learns of it. */
export type Event = {
  readonly due: Temporal.Instant
  readonly pushes: (to: Callback, client: string) => readonly Push[]
}

type Subscriber = {
  readonly number: string
  readonly to: Callback
  readonly client: string
  readonly until: Temporal.Instant
  /** What was due by then has been told. */
  told: Temporal.Instant
  /** When there is something to tell again; undefined where that has to be looked up. */
  next: Temporal.Instant | undefined
}

export type Subscribers = {
  readonly add: (one: Omit<Subscriber, 'next'>) => void
  /** What has become due, oldest first, each handed out once. */
  readonly due: (now: Temporal.Instant) => readonly Push[]
  /** To be called when a parcel's way has changed. */
  readonly changed: () => void
}

export function openSubscribers(eventsOf: (number: string) => readonly Event[]): Subscribers {
  let all: Subscriber[] = []

  function comes(one: Subscriber): readonly Event[] {
    return eventsOf(one.number).filter(({ due }) => isAfter(due, one.told) && !isAfter(due, one.until))
  }

  return {
    add: (one) => void all.push({ ...one, next: undefined }),
    changed() {
      for (const one of all) one.next = undefined
    },
    due(now) {
      const ready: { due: Temporal.Instant; pushes: readonly Push[] }[] = []
      for (const one of all) {
        if (one.next && isAfter(one.next, now)) continue
        const coming = comes(one).toSorted((a, b) => Temporal.Instant.compare(a.due, b.due))
        const ahead = coming.findIndex(({ due }) => isAfter(due, now))
        for (const { due, pushes } of ahead < 0 ? coming : coming.slice(0, ahead))
          ready.push({ due, pushes: pushes(one.to, one.client) })
        one.told = now
        one.next = coming[ahead]?.due ?? one.until
      }
      all = all.filter(({ until }) => isAfter(until, now))
      return ready.toSorted((a, b) => Temporal.Instant.compare(a.due, b.due)).flatMap(({ pushes }) => pushes)
    },
  }
}

const isAfter = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) > 0
