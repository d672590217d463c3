import { z } from 'zod'
import { type Counter, readFaults, readScript } from '../../simulator/index.ts'
import type { Asked } from '../../simulator/index.ts'
import type { SimulatedClock } from './clock.ts'
import type { Pusher } from './pushes.ts'

type Controlled = { readonly counters: readonly Counter[]; readonly clock: SimulatedClock; readonly pusher: Pusher }
type Answer = { readonly status: number; readonly body: unknown }

/** The simulator's own side, under `/_control/`: its clock, faults, journeys and log. */
export async function control(asked: Asked, { counters, clock, pusher }: Controlled): Promise<Answer> {
  // Browsers send it; a page of somebody else's must not turn the clock.
  if (asked.headers['origin'] !== undefined) return refused(403, 'the control side is not for pages')
  const what = `${asked.method} ${asked.path}`
  switch (what) {
    case 'GET /_control/clock':
      return { status: 200, body: time(clock) }
    case 'POST /_control/clock': {
      const read = Turn.safeParse(parsed(asked.body))
      if (!read.success) return refused(400, `${read.error.issues[0]?.message}; ${turns}`)
      const { set, advance, rate } = read.data
      if (set) clock.set(set)
      if (advance) clock.advance(advance)
      if (rate !== undefined) clock.run(rate)
      const pushes = await pusher.send()
      return { status: 200, body: { ...time(clock), pushes } }
    }
    case 'POST /_control/faults': {
      const plan = readFaults(parsed(asked.body))
      if (!plan.ok) return refused(400, plan.failure.message)
      for (const counter of counters) counter.plan(plan.value)
      return { status: 200, body: { faults: plan.value.length } }
    }
    case 'POST /_control/journeys': {
      const script = readScript(
        parsed(asked.body),
        counters.map(({ desk }) => desk),
      )
      if (!script.ok) return refused(400, script.failure.message)
      for (const { carrier, journey } of script.value) counters.find(({ desk }) => desk.id === carrier)?.load(journey)
      return {
        status: 200,
        body: { journeys: script.value.map(({ carrier, journey: { number } }) => ({ carrier, number })) },
      }
    }
    case 'GET /_control/numbers':
      return {
        status: 200,
        body: counters.map(({ desk, parcels }) => ({ carrier: desk.id, tests: parcels.tests, random: parcels.random })),
      }
    case 'GET /_control/log':
      return {
        status: 200,
        body: {
          ...time(clock),
          counts: counters.flatMap((counter) =>
            counter.counts().map((count) => ({ carrier: counter.desk.id, ...count })),
          ),
          calls: counters.flatMap((counter) => counter.calls()),
          pushes: pusher.pushed(),
        },
      }
    default:
      return refused(404, `no "${what}"; there are clock, faults, journeys, numbers and log`)
  }
}

const turns = 'a turn is {"advance": {"hours": 3}}, {"set": "2026-11-20T12:00:00Z"} or {"rate": 60}, 0 to stop'
const amount = z.number().min(0).max(1e6)
const Turn = z
  .strictObject({
    set: z
      .string()
      .transform((text, ctx) => {
        try {
          return Temporal.Instant.from(text)
        } catch {
          ctx.addIssue(`"${text}" is no instant`)
          return z.NEVER
        }
      })
      .optional(),
    advance: z
      .strictObject({ hours: amount, minutes: amount, seconds: amount })
      .partial()
      .refine((duration) => Object.keys(duration).length > 0, 'advance names no time')
      .optional(),
    rate: z.number().min(0).max(1e6).optional(),
  })
  .refine((turn) => Object.keys(turn).length > 0, 'nothing is asked for')

const time = (clock: SimulatedClock) => ({ now: clock.now().toString(), rate: clock.rate() })

const refused = (status: number, error: string): Answer => ({ status, body: { error } })

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
