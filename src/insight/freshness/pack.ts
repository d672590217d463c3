/** A parcel whose look is due or soon will be. */
export type Due = {
  readonly at: number
  /** As `nextLook` told. */
  readonly worth: number
  readonly watched: boolean
}

/**
 * Calls for one credential, the most needed first, each of at most `batch` parcels: those a shopper is looking at, then by
 * what a look is worth and how long it has been due. A call with room left takes along what would be due within
 * `soonMs`. Take as many calls from the front as there are left; what is not taken stays due.
 */
export function pack<T extends Due>(
  parcels: readonly T[],
  { now, batch = 1, soonMs = 30 * 60_000 }: { readonly now: number; readonly batch?: number; readonly soonMs?: number },
): T[][] {
  if (!Number.isInteger(batch) || batch < 1) throw new RangeError(`a call takes 1 parcel or more, not ${batch}`)
  const due = parcels.filter(({ at }) => at <= now).sort((a, b) => urgency(b, now) - urgency(a, now))
  const room = due.length % batch === 0 ? 0 : batch - (due.length % batch)
  const soon = parcels
    .filter(({ at }) => at > now && at <= now + soonMs)
    .sort((a, b) => a.at - b.at)
    .slice(0, room)
  const all = [...due, ...soon]
  return Array.from({ length: Math.ceil(all.length / batch) }, (_, n) => all.slice(n * batch, (n + 1) * batch))
}

/** A look an hour overdue counts as one worth twice as much: nobody waits for ever. */
function urgency({ at, worth, watched }: Due, now: number): number {
  return (watched ? 1e6 : 0) + worth * (1 + (now - at) / 3_600_000)
}
