/** `2026-11-21T19:13:16` of a `_gmt` field (UTC without saying so), the same with Z, or Unix seconds. */
export function readInstant(time: string | null | undefined): Temporal.Instant | undefined {
  const bare = time?.trim() ?? ''
  try {
    if (/^\d{9,10}$/.test(bare)) return Temporal.Instant.fromEpochMilliseconds(Number(bare) * 1_000)
    if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(bare)) return Temporal.Instant.from(`${bare}Z`)
    return bare === '' ? undefined : Temporal.Instant.from(bare)
  } catch {
    return undefined
  }
}
