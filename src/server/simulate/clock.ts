/** The simulator's clock: runs at some rate of the real one, or stands until it is moved. */
export type SimulatedClock = {
  readonly now: () => Temporal.Instant
  /** Seconds that pass on it in a real one; 0 while it stands. */
  readonly rate: () => number
  readonly set: (instant: Temporal.Instant) => void
  readonly advance: (duration: Temporal.DurationLike) => void
  readonly run: (rate: number) => void
}

export function openClock({
  start = Temporal.Now.instant(),
  rate = 1,
}: { readonly start?: Temporal.Instant; readonly rate?: number } = {}): SimulatedClock {
  let [base, since, speed] = [start, performance.now(), rate]
  const now = () => base.add({ milliseconds: Math.round((performance.now() - since) * speed) })
  const restart = (instant: Temporal.Instant, rate: number) => {
    ;[base, since, speed] = [instant, performance.now(), rate]
  }
  return {
    now,
    rate: () => speed,
    set: (instant) => restart(instant, speed),
    advance: (duration) => restart(now().add(duration), speed),
    run: (rate) => restart(now(), rate),
  }
}
