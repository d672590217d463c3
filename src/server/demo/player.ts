import type { Context } from '../../service/index.ts'
import type { JourneyClock } from '../../simulator/index.ts'
import type { DemoOrder } from './orders.ts'
import { play, type Told } from './play.ts'
import { happenings } from './world.ts'

export type Player = { readonly stop: () => Promise<void> }

/** When the database is away, and at most between two looks at the clock. */
const again = { afterFailureMs: 2_000, atMostMs: 60_000 }

/** Plays on from what was told, each thing at its second, until the last; then it rests. */
export function startPlayer(
  ctx: Context,
  first: Told,
  { orders, clock }: { orders: readonly DemoOrder[]; clock: JourneyClock },
): Player {
  const instants = happenings(clock, orders)
  let told = first
  // Long ago: what happened since it was opened is told at once.
  let playedAt = Temporal.Instant.fromEpochMilliseconds(0)
  let timer: NodeJS.Timeout | undefined
  let playing = Promise.resolve()
  let stopped = false
  // Since the last time it was played, so that what came while the database was away is not forgotten.
  const next = () => instants.find((instant) => Temporal.Instant.compare(instant, playedAt) > 0)

  const wait = (ms: number) => {
    if (stopped) return
    timer = setTimeout(() => {
      playing = tick()
    }, ms)
  }
  const tick = async () => {
    const now = ctx.clock.now()
    const due = next()
    if (!due) return
    const ms = due.epochMilliseconds - now.epochMilliseconds
    if (ms > 0) return wait(Math.min(ms, again.atMostMs))
    try {
      told = await play(ctx, told, { orders, clock })
      playedAt = now
      wait(0)
    } catch (error) {
      ctx.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'demo.failed')
      wait(again.afterFailureMs)
    }
  }
  wait(0)
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await playing
    },
  }
}
