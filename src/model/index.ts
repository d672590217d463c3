export const x: Temporal.Instant = Temporal.Now.instant()
