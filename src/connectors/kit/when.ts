import type { Precision } from '../../model/index.ts'
import { readClock, readDay, readOffset } from './local-time.ts'

/** A wall clock as sent, as precise as it was sent; the zone only where it was sent as well. */
export type When = {
  readonly localTime: Temporal.PlainDateTime
  readonly precision: Precision
  readonly zone: string | null
}

/** A day, a time of day and an offset in fields of their own; the day alone where the time can't be read. */
export function whenApart(date: string | undefined, time?: string, offset?: string): When | undefined {
  const day = readDay(date)
  if (!day) return undefined
  const clock = readClock(time)
  if (!clock) return { localTime: day.toPlainDateTime(), precision: 'day', zone: null }
  return {
    localTime: day.toPlainDateTime(clock.time),
    precision: clock.precision,
    zone: readOffset(offset) ?? null,
  }
}

/** ISO 8601 as carriers write it: `2024-10-11T15:24:57+0200`, `2021-01-04T18:26Z`, `2021-01-04 18:26:00.000`, `2021-01-04`. */
export function whenIso(stamp: string | undefined): When | undefined {
  const match =
    /^(\d{4}-?\d{2}-?\d{2})(?:[T ](\d{2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?\s*(Z|[+-]\d{1,2}:?\d{0,2})?)?$/i.exec(
      stamp?.trim() ?? '',
    )
  if (!match) return undefined
  const [, date, time, offset] = match
  const whole = offset && /^[+-]\d{1,2}$/.test(offset) ? `${offset}:00` : offset
  return whenApart(
    date,
    time?.replaceAll(':', '').replace(/^(\d{2})(\d{2})(\d{2})?$/, (_, h, m, s) => `${h}:${m}${s ? `:${s}` : ''}`),
    whole?.toUpperCase(),
  )
}

/** Month first, twelve hours: `8/17/2021 7:11:26 PM`, `January 6, 2025 09:30 am`, `January 6, 2025`. */
export function whenAmerican(stamp: string | undefined): When | undefined {
  const match = /^(?:(\d{1,2})\/(\d{1,2})\/(\d{4})|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4}))(?:,?\s+(.+))?$/.exec(
    stamp?.trim() ?? '',
  )
  if (!match) return undefined
  const [, month, day, year, named, namedDay, namedYear, time] = match
  const number = month ?? String(months.indexOf(named?.slice(0, 3).toLowerCase() ?? '') + 1)
  return whenApart(`${year ?? namedYear}-${padded(number)}-${padded(day ?? namedDay)}`, twentyFour(time))
}

/** Day first: `19.08.2021 11:32`, `19/08/2021`, `19-08-2021 11:32:10`. */
export function whenEuropean(stamp: string | undefined): When | undefined {
  const match = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:,?\s+(.+))?$/.exec(stamp?.trim() ?? '')
  if (!match) return undefined
  const [, day, month, year, time] = match
  return whenApart(`${year}-${padded(month)}-${padded(day)}`, twentyFour(time))
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const padded = (number: string | undefined) => (number ?? '').padStart(2, '0')

/** `7:11:26 PM` as `19:11:26`. */
function twentyFour(time: string | undefined): string | undefined {
  const match = /^(\d{1,2})(:\d{2}(?::\d{2})?)\s*([AP])\.?M\.?$/i.exec(time?.trim() ?? '')
  if (!match) return time?.trim()
  const [, hour, rest = '', half = ''] = match
  const twelve = Number(hour) % 12
  if (Number(hour) > 12) return undefined
  return `${padded(String(half.toUpperCase() === 'P' ? twelve + 12 : twelve))}${rest}`
}
