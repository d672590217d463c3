import type { LineView, OrderView, ScanView } from '../types.ts'
import type { Day } from '../words/words.ts'

/** In which language and zone, and from which moment, days and hours are told. */
export type Clock = {
  readonly language: string
  readonly now: string
  readonly zone: string
  readonly nameZone: boolean
  /** What is made now is read later: no day is called "today", and no time stands without its day. */
  readonly lasting?: boolean
}

/** The page's own locale (`de-AT`) where the words are of that language, so that days and words don't mix. */
export function localeOf(tag: string, language: string): string {
  try {
    const [locale = language] = Intl.getCanonicalLocales(tag)
    return locale.split('-', 1)[0] === language ? locale : language
  } catch {
    return language
  }
}

/** A calendar date (`2026-11-20`, longer text is cut) as a day seen from the clock. */
export function dayOf(date: string, clock: Clock, zone: string | null = null): Day {
  const at = wall(date.slice(0, 10))
  const today = wall(dateIn(zone ?? clock.zone, clock))
  const away = Math.round((at - today) / 86_400_000)
  const thisYear = new Date(at).getUTCFullYear() === new Date(today).getUTCFullYear()
  const text = wallFormat(clock.language, thisYear ? 'day' : 'dayAndYear').format(at)
  return { text, away: clock.lasting || Math.abs(away) > 1 ? null : (away as -1 | 0 | 1) }
}

/** `14:05` of a wall clock as the language writes it; null where only a day was sent. */
export function timeOf(localTime: string, { language }: Pick<Clock, 'language'>): string | null {
  return localTime.includes('T') ? wallFormat(language, 'Time').format(wall(localTime)) : null
}

/** `HH:MM` of a delivery window. */
export function hourOf(time: string, clock: Pick<Clock, 'language'>): string {
  return /^\d{2}:\d{2}/.test(time) ? (timeOf(`2000-01-01T${time.slice(0, 5)}`, clock) ?? time) : time
}

/** An instant on the clock's zone: the time alone when it is today's, else with its day. */
export function momentOf(instant: string, clock: Clock): string {
  const sameDay = !clock.lasting && dateIn(clock.zone, clock) === dateIn(clock.zone, { ...clock, now: instant })
  const style = `${sameDay ? '' : 'day'}${clock.nameZone ? 'Zone' : 'Time'}` as const
  return instantFormat(clock.language, clock.zone, style).format(new Date(instant))
}

export function dateIn(zone: string, { now }: Pick<Clock, 'now'>): string {
  return instantFormat('en-CA', zone, 'date').format(new Date(now))
}

export function moneyOf({ minor, currency }: OrderView['total'], language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency })
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** "Memphis, TN, United States", of what was sent; null when nothing was. */
export function placeOf(place: ScanView['place'], language: string): string | null {
  if (!place) return null
  const parts = [place.city, place.region, place.country && countryOf(place.country, language)].filter(Boolean)
  return parts.join(', ') || place.postal
}

export function countOf(lines: readonly LineView[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0)
}

export function countryOf(code: string, language: string): string {
  try {
    return kept(`country ${language}`, () => new Intl.DisplayNames([language], { type: 'region' })).of(code) ?? code
  } catch {
    return code
  }
}

function wall(localTime: string): number {
  return Date.parse(`${localTime.slice(0, 10)}T${localTime.slice(11, 16) || '00:00'}:00Z`)
}

const day = { weekday: 'long', day: 'numeric', month: 'long' } as const
const hour = { hour: 'numeric', minute: '2-digit' } as const
const Zone = { ...hour, timeZoneName: 'short' } as const
const shortDay = { day: 'numeric', month: 'short' } as const
const styles = {
  date: { year: 'numeric', month: '2-digit', day: '2-digit' },
  day,
  dayAndYear: { ...day, year: 'numeric' },
  Time: { timeStyle: 'short' },
  Zone,
  dayTime: { ...shortDay, ...hour },
  dayZone: { ...shortDay, ...Zone },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const wallFormat = (language: string, style: keyof typeof styles) => instantFormat(language, 'UTC', style)

function instantFormat(language: string, zone: string, style: keyof typeof styles): Intl.DateTimeFormat {
  return kept(`${language} ${zone} ${style}`, () => {
    try {
      return new Intl.DateTimeFormat(language, { ...styles[style], timeZone: zone })
    } catch {
      // A zone this engine does not know (older ones refuse offsets): the calendar still has to be shown.
      return new Intl.DateTimeFormat(language, {
        ...styles[style],
        timeZone: 'UTC',
        timeZoneName: style === 'date' ? undefined : 'short',
      })
    }
  })
}

// Making a formatter costs far more than using it; languages and zones are few, the limit is for hostile ones.
const formatters = new Map<string, unknown>()
function kept<T>(key: string, make: () => T): T {
  const known = formatters.get(key)
  if (known) return known as T
  if (formatters.size > 500) formatters.clear()
  const made = make()
  formatters.set(key, made)
  return made
}
