import type { Precision } from '../../model/index.ts'

/** Carriers' systems are younger; what is older is a zero that became a date. */
const firstYear = 1995
const lastYear = 2100

/** `YYYYMMDD` or `YYYY-MM-DD`; undefined for a placeholder, a day that does not exist, or one no parcel can have. */
export function readDay(date: string | undefined): Temporal.PlainDate | undefined {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(date?.trim() ?? '')
  if (!match) return undefined
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  if (year < firstYear || year > lastYear) return undefined
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

/** `HHMMSS`, `HMMSS`, `HHMM` or `HH:MM[:SS]`, as precise as it was sent. */
export function readClock(
  time: string | undefined,
): { readonly time: Temporal.PlainTime; readonly precision: Exclude<Precision, 'day'> } | undefined {
  const bare = time?.trim() ?? ''
  const match =
    /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(bare) ??
    /^(\d{2})(\d{2})()$/.exec(bare) ??
    /^(\d{1,2})(\d{2})(\d{2})$/.exec(bare)
  if (!match) return undefined
  const [hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return { time: new Temporal.PlainTime(hour, minute, second), precision: match[3] ? 'second' : 'minute' }
}

/** `-05:00`, `-05.00`, `-0500`, `+1:00` or `Z` as `±HH:MM`. */
export function readOffset(offset: string | undefined): string | undefined {
  const bare = offset?.trim() ?? ''
  if (bare === 'Z') return '+00:00'
  const match = /^([+-])(\d{1,2})[:.]?(\d{2})$/.exec(bare)
  if (!match) return undefined
  const [, sign = '+', hours = '', minutes = ''] = match
  if (Number(hours) > 14 || Number(minutes) > 59) return undefined
  return `${sign}${hours.padStart(2, '0')}:${minutes}`
}
