import { fromDecimal, type Money } from '../../../model/index.ts'

/** A cell that can't be read as what it should be; `why` says what would do. */
export type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: string }

const good = <Value>(value: Value): Read<Value> => ({ ok: true, value })
const bad = (why: string): Read<never> => ({ ok: false, why })
const quote = (text: string) => JSON.stringify(text.slice(0, 40))

export type Decimal = '.' | ','

/** The file's decimal sign where one of its amounts leaves no doubt: `12,50`, `1.234,56`, `12.5`. */
export function decimalOf(amounts: Iterable<string>): Decimal | null | 'both' {
  let found: Decimal | null = null
  for (const amount of amounts) {
    const sign = plainDecimal(bare(amount))
    if (sign && found && sign !== found) return 'both'
    found = sign ?? found
  }
  return found
}

function plainDecimal(amount: string): Decimal | null {
  if (
    /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})$/.test(amount) ||
    /^[+-]?\d{1,3}(?:\.\d{3}){2,}$/.test(amount)
  )
    return ','
  if (
    /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)\.(?:\d{1,2}|\d{4,})$/.test(amount) ||
    /^[+-]?\d{1,3}(?:,\d{3}){2,}$/.test(amount)
  )
    return '.'
  // With a thousands sign and three decimals, or too many digits before the sign to be thousands.
  if (/^[+-]?\d{1,3}(?:\.\d{3})+,\d{3}$/.test(amount) || /^[+-]?(?:\d{4,}|0),\d{3}$/.test(amount)) return ','
  if (/^[+-]?\d{1,3}(?:,\d{3})+\.\d{3}$/.test(amount) || /^[+-]?(?:\d{4,}|0)\.\d{3}$/.test(amount)) return '.'
  return null
}

/** Without spaces, apostrophes between thousands, and a currency's sign or code. */
const bare = (amount: string) =>
  amount.replaceAll(/[\s\u00A0\u202F'’]/g, '').replaceAll(/^(?:\p{Sc}|[A-Z]{3})|(?:\p{Sc}|[A-Z]{3})$/gu, '')

export function readMoney(amount: string, currency: string, decimal: Decimal | null | 'both'): Read<Money> {
  const digits = bare(amount)
  const named = /^[A-Z]{3}|[A-Z]{3}$/.exec(amount.trim())?.[0]
  if (named && named !== currency) return bad(`amount ${quote(amount)} is in another currency than ${currency}`)
  if (!/^[+-]?\d[\d.,]*$/.test(digits)) return bad(`amount ${quote(amount)} is not a number`)
  const own = /[.,]/.test(digits) ? (plainDecimal(digits) ?? (decimal === 'both' ? null : decimal)) : '.'
  if (own === null) {
    const reading = digits.replace(/[.,]/, '')
    return bad(`amount ${quote(amount)} can be ${digits.replace(',', '.')} or ${reading}; write it with two decimals`)
  }
  const plain = own === ',' ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '')
  const money = fromDecimal(plain, currency)
  return money ? good(money) : bad(`amount ${quote(amount)} is not a number`)
}

export function readQuantity(text: string): Read<number> {
  if (/^\d{1,6}(?:[.,]0+)?$/.test(text)) return good(Number.parseInt(text, 10))
  return bad(`quantity ${quote(text)} is not a whole number`)
}

const firstYear = 1995

/** `in` names where a time without an offset is: an IANA zone or `±HH:MM`. */
export function readMoment(text: string, zone: string): Read<Temporal.Instant> {
  const written = writtenTime(text)
  if (!written.ok) return written
  const { date, time, offset } = written.value
  try {
    const local = date.toPlainDateTime(time ?? undefined)
    return good(local.toZonedDateTime(offset ?? zone).toInstant())
  } catch {
    return bad(
      `time zone ${quote(offset ?? zone)} is neither a name such as Europe/Berlin nor an offset such as +01:00`,
    )
  }
}

export function readDate(text: string): Read<Temporal.PlainDate> {
  const written = writtenTime(text)
  return written.ok ? good(written.value.date) : written
}

type Written = {
  readonly date: Temporal.PlainDate
  readonly time: Temporal.PlainTime | null
  readonly offset: string | null
}

function writtenTime(text: string): Read<Written> {
  if (text.length > 60) return unreadable(text)
  const match =
    /^(.+?)(?:,?(?:[T\s]\s*|\s*@\s*)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/.exec(
      text.trim(),
    )
  if (!match?.[1]) return unreadable(text)
  const date = writtenDate(match[1].trim(), text)
  if (!date.ok) return date
  const time = match[2] ? writtenClock(match[2], match[3]) : null
  if (time === undefined) return unreadable(text)
  const offset = match[4]
    ? /^[+-]/.test(match[4])
      ? match[4].replace(/^(.\d{2}):?(\d{2})$/, '$1:$2')
      : '+00:00'
    : null
  return good({ date: date.value, time, offset })
}

function writtenClock(clock: string, half: string | undefined): Temporal.PlainTime | undefined {
  const [hours = '', ...rest] = clock.split(':')
  const pm = half?.toLowerCase().startsWith('p') ?? false
  if (half && (Number(hours) < 1 || Number(hours) > 12)) return undefined
  const hour = half ? (Number(hours) % 12) + (pm ? 12 : 0) : Number(hours)
  try {
    return Temporal.PlainTime.from([String(hour).padStart(2, '0'), ...rest].join(':'))
  } catch {
    return undefined
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function writtenDate(date: string, whole: string): Read<Temporal.PlainDate> {
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(date)
  if (iso) return day(whole, iso[1], iso[3], iso[4])
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(date)
  if (dotted) return day(whole, dotted[3], dotted[2], dotted[1])
  const slashed = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})$/.exec(date)
  if (slashed) return eitherWay(whole, slashed[4] ?? '', slashed[1] ?? '', slashed[3] ?? '')
  const worded =
    /^(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})|([A-Za-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?),?[\s-]+(\d{4})$/.exec(
      date,
    )
  if (worded) {
    const month = months.indexOf((worded[2] ?? worded[3] ?? '').slice(0, 3).toLowerCase()) + 1
    return day(whole, worded[5], String(month), worded[1] ?? worded[4])
  }
  return unreadable(whole)
}

/** 13/04/2026 has one reading, 03/04/2026 two. */
function eitherWay(whole: string, year: string, first: string, second: string): Read<Temporal.PlainDate> {
  const dayFirst = day(whole, year, second, first)
  const monthFirst = day(whole, year, first, second)
  if (!dayFirst.ok || !monthFirst.ok) return dayFirst.ok ? dayFirst : monthFirst
  if (dayFirst.value.equals(monthFirst.value)) return dayFirst
  return bad(
    `date ${quote(whole)} can be ${dayFirst.value.toString()} or ${monthFirst.value.toString()}; write it as one of these`,
  )
}

function day(whole: string, year = '', month = '', dayOfMonth = ''): Read<Temporal.PlainDate> {
  try {
    const date = Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(dayOfMonth) },
      { overflow: 'reject' },
    )
    if (date.year < firstYear) return bad(`date ${quote(whole)} is before ${firstYear}, which is not plausible`)
    return good(date)
  } catch {
    return bad(`date ${quote(whole)} does not exist`)
  }
}

const unreadable = (text: string): Read<never> =>
  bad(`date ${quote(text)} is not readable; write it as 2026-04-03 or 2026-04-03T10:15:00Z`)
