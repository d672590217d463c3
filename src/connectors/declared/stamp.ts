import { whenAmerican, whenApart, whenEuropean, whenIso } from '../kit/index.ts'

type When = NonNullable<ReturnType<typeof whenIso>>
export type ReadStamp = (stamp: string | undefined) => When | undefined

const named: Readonly<Record<string, ReadStamp>> = {
  iso: whenIso,
  american: whenAmerican,
  european: whenEuropean,
  epoch_seconds: (stamp) => ofEpoch(stamp, 1_000),
  epoch_millis: (stamp) => ofEpoch(stamp, 1),
}

export const stampFormats = Object.keys(named)

/** What each sign stands for; nothing here can match the same text in two ways. */
const signs = {
  YYYY: '(?<year>\\d{4})',
  MMM: '(?<named>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<twelve>\\d{2})',
  h: '(?<twelve>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  A: '(?<half>[AaPp])\\.?[Mm]\\.?',
  Z: '(?<offset>Z|[+-]\\d{1,2}[:.]?\\d{2})',
} as const

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const one = 'DD.MM.YYYY HH:mm'

/**
 * A reader of times by their format: a name, or signs such as `DD.MM.YYYY HH:mm`. The day is read alone where the time is
 * missing or has another form.
 */
export function parseStamp(format: string): ReadStamp | { readonly problem: string } {
  const known = Object.hasOwn(named, format) ? named[format] : undefined
  if (known) return known
  const problem = `"${format.slice(0, 40)}" is no format of times`
  const wrong = (why: string) => ({
    problem: `${problem}: ${why}; one is ${one}, others are ${stampFormats.join(', ')}`,
  })
  if (format.length > 40) return wrong('it is longer than 40 signs')
  const parts = format.match(/YYYY|M{1,3}|D{1,2}|H{1,2}|h{1,2}|mm|ss|A|Z|T|[^A-Za-z]/g) ?? []
  if (parts.join('') !== format || !format) {
    return wrong('it is made of YYYY MM M MMM DD D HH H hh h mm ss A Z and the signs between them')
  }
  const words = parts.filter((part) => Object.hasOwn(signs, part))
  const kinds = words.map((word) => word[0])
  const doubled = kinds.find((kind, index) => kinds.indexOf(kind) !== index)
  if (doubled) return wrong(`${doubled} stands in it twice`)
  if (!kinds.includes('Y') || !kinds.includes('M') || !kinds.includes('D'))
    return wrong('year, month or day is missing')
  const has = (kind: string) => kinds.includes(kind)
  if ((has('H') || has('h')) !== has('m')) return wrong('hours and minutes go together')
  if (has('H') && has('h')) return wrong('H and h exclude each other')
  if (has('h') !== has('A')) return wrong('h goes with A, for AM and PM')
  if (has('s') && !has('m')) return wrong('seconds go with minutes')
  if (has('Z') && !has('m')) return wrong('an offset goes with a time')

  const clockAt = parts.findIndex((part) => /^[Hh]/.test(part))
  const days = parts.findLastIndex((part) => /^[YMD]/.test(part))
  if (clockAt >= 0 && clockAt < days) return wrong('the day stands before the time')
  const day = new RegExp(`^${patternOf(parts.slice(0, days + 1))}`)
  const clock = new RegExp(`^${patternOf(parts.slice(days + 1))}$`)
  return (stamp) => {
    const bare = stamp?.trim().slice(0, 100) ?? ''
    const first = day.exec(bare)
    if (!first?.groups) return undefined
    const { year, month, named: name = '', day: dayOfMonth = '' } = first.groups
    const number = month ?? String(months.indexOf(name.toLowerCase()) + 1)
    const date = `${year}-${number.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
    const { hour, twelve, minute, second, half, offset } = clock.exec(bare.slice(first[0].length))?.groups ?? {}
    if (Number(twelve ?? 1) > 12 || Number(twelve ?? 1) < 1) return whenApart(date)
    const hours = hour ?? (twelve && String((Number(twelve) % 12) + (half?.toLowerCase() === 'p' ? 12 : 0)))
    return whenApart(date, hours && `${hours.padStart(2, '0')}:${minute}${second ? `:${second}` : ''}`, offset)
  }
}

const patternOf = (parts: readonly string[]) =>
  parts.map((part) => (Object.hasOwn(signs, part) ? signs[part as keyof typeof signs] : RegExp.escape(part))).join('')

/** An instant, as its wall clock in UTC. */
function ofEpoch(stamp: string | undefined, milliseconds: number): When | undefined {
  const bare = stamp?.trim() ?? ''
  if (!/^\d{9,13}(?:\.\d{1,9})?$/.test(bare)) return undefined
  const instant = Temporal.Instant.fromEpochMilliseconds(Math.floor(Number(bare) * milliseconds))
  return whenIso(instant.toString({ smallestUnit: 'second' }))
}
