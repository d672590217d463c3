/** Longer is a mistake of the other side, or one of ours in reading it. */
const longestMs = 24 * 3_600_000

/** `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. At least a second; undefined where there is none to be read. */
export function retryAfterMs(header: string | null, now: Temporal.Instant): number | undefined {
  const sent = header?.trim() ?? ''
  const ms = /^\d+$/.test(sent) ? Number(sent) * 1_000 : Date.parse(sent) - now.epochMilliseconds
  return Number.isNaN(ms) ? undefined : Math.min(longestMs, Math.max(1_000, ms))
}
