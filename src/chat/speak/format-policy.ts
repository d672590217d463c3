import { formatMoney, inLanguage, type Money, type Weekday, weekdays } from '../../model/index.ts'
import type { Values } from './fact.ts'
import type { Voice } from './format.ts'

/** How what a shop says of itself is written; names, numbers and weekdays come from the language's own data. */

export const policyCanonicals = {
  country: (code: Values['country']) => code,
  countries: (countries: Values['countries']) => {
    if (countries === 'everywhere') return countries
    return 'only' in countries ? countries.only.join(' ') : `except ${countries.except.join(' ')}`
  },
  names: (names: Values['names']) => names.map((name) => inLanguage(name, 'en')).join('; '),
  cost: ({ cost, freeFrom }: Values['cost']) => amount(cost) + (freeFrom ? `, 0 from ${amount(freeFrom)}` : ''),
  business_days: ({ min, max }: Values['business_days']) => (min === max ? String(min) : `${min}-${max}`),
  day_count: (count: Values['day_count']) => `P${count}D`,
  month_count: (count: Values['month_count']) => `P${count}M`,
  deadline: ({ time, days, zone }: Values['deadline']) => `${time} ${days.join(' ')} ${zone}`,
  hours: ({ hours, zone }: Values['hours']) =>
    `${weekdays.flatMap((day) => (hours[day] ?? []).map(({ from, to }) => `${day} ${from}-${to}`)).join(', ')} ${zone}`,
  closed_days: (days: Values['closed_days']) => days.join(' '),
  contact: (ways: Values['contact']) => ways.join(' '),
  own_words: (texts: Values['own_words']) => inLanguage(texts, 'en'),
  as_of_day: (instant: Values['as_of_day']) => instant.toString(),
  gap: (topic: Values['gap']) => topic,
}

const amount = ({ minor, currency }: Money) => `${minor} ${currency}`

export const policyFormatters = {
  country: (code: Values['country'], { language }: Voice) => writersOf(language).region.of(code) ?? code,
  countries: (countries: Values['countries'], { language, replies }: Voice) => {
    if (countries === 'everywhere') return replies.words.everywhere
    const [codes, only] = 'only' in countries ? [countries.only, true] : [countries.except, false]
    const { region, list } = writersOf(language)
    const told = codes.slice(0, countriesTold).map((code) => region.of(code) ?? code)
    if (codes.length > told.length) told.push(replies.words.more(codes.length - told.length))
    return only ? list.format(told) : replies.words.everywhereBut(list.format(told))
  },
  cost: ({ cost, freeFrom }: Values['cost'], { language, replies }: Voice) => {
    const { free, freeFrom: fromWorth } = replies.words
    const price = cost.minor === 0 ? free : formatMoney(cost, language)
    return freeFrom && cost.minor > 0 ? fromWorth(price, formatMoney(freeFrom, language)) : price
  },
  business_days: ({ min, max }: Values['business_days'], { language, replies }: Voice) => {
    const { number, plural } = writersOf(language)
    if (max === 0) return replies.words.sameDay
    return min === max
      ? replies.words.businessDays(number.format(max), plural.select(max))
      : replies.words.businessDays(number.formatRange(min, max), plural.selectRange(min, max))
  },
  day_count: (count: Values['day_count'], { language }: Voice) => writersOf(language).days.format(count),
  month_count: (count: Values['month_count'], { language }: Voice) => writersOf(language).months.format(count),
  deadline: ({ time, days, zone }: Values['deadline'], voice: Voice) =>
    `${wall(time, voice.language)} ${zoneName(zone, voice)}, ${weekdayRuns(days, voice.language)}`,
  hours: ({ hours, zone }: Values['hours'], voice: Voice) => {
    const runs = runsOf(weekdays, (day) => JSON.stringify(hours[day] ?? []))
    const told = runs.flatMap((days) => {
      const slots = hours[days[0] ?? 'mon'] ?? []
      const open = slots.map(({ from, to }) => `${wall(from, voice.language)}–${wall(to, voice.language)}`)
      return open.length === 0 ? [] : [`${dayRun(days, voice.language)} ${open.join(', ')}`]
    })
    return `${told.join('; ')} ${zoneName(zone, voice)}`
  },
  contact: (ways: Values['contact'], { language }: Voice) => writersOf(language).list.format(ways),
  own_words: (texts: Values['own_words'], { language }: Voice) => inLanguage(texts, language),
  gap: (topic: Values['gap'], { replies }: Voice) => replies.words.gaps[topic],
}

/** As many as are read at a glance; the rest is counted. */
const countriesTold = 12

const wall = (time: string, language: string) => writersOf(language).clock.format(Temporal.PlainTime.from(time))

/** "Mon–Fri", "Sat": days that follow each other and are alike. */
function runsOf(days: readonly Weekday[], kind: (day: Weekday) => string): Weekday[][] {
  const runs: Weekday[][] = []
  for (const day of days) {
    const [run] = runs.slice(-1)
    const [before] = run?.slice(-1) ?? []
    const follows = before !== undefined && weekdays.indexOf(before) + 1 === weekdays.indexOf(day)
    if (run && before !== undefined && follows && kind(before) === kind(day)) run.push(day)
    else runs.push([day])
  }
  return runs
}

function dayRun(days: readonly Weekday[], language: string): string {
  const [first, last] = [days[0], days.at(-1)].map((day) => (day === undefined ? '' : weekdayName(day, language)))
  if (days.length > 2) return `${first}–${last}`
  return days.map((day) => weekdayName(day, language)).join(', ')
}

function weekdayRuns(days: readonly Weekday[], language: string): string {
  const sorted = weekdays.filter((day) => days.includes(day))
  return runsOf(sorted, () => '')
    .map((run) => dayRun(run, language))
    .join(', ')
}

/** The fifth of January 2026 was a Monday. */
const weekdayName = (day: Weekday, language: string) =>
  writersOf(language).weekday.format(new Temporal.PlainDate(2026, 1, 5 + weekdays.indexOf(day)))

function zoneName(zone: string, { language, now }: Voice): string {
  const format = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'short' })
  return format.formatToParts(now.epochMilliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

type Writers = ReturnType<typeof makeWriters>
const writers = new Map<string, Writers>()

function writersOf(language: string): Writers {
  const made = writers.get(language) ?? makeWriters(language)
  writers.set(language, made)
  return made
}

/** ES2023, not among the types TypeScript brings. */
type PluralRanges = Intl.PluralRules & { readonly selectRange: (from: number, to: number) => Intl.LDMLPluralRule }

function makeWriters(language: string) {
  const unit = (unit: string) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
  return {
    region: new Intl.DisplayNames(language, { type: 'region' }),
    list: new Intl.ListFormat(language),
    number: new Intl.NumberFormat(language),
    plural: new Intl.PluralRules(language) as PluralRanges,
    days: unit('day'),
    months: unit('month'),
    clock: new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    weekday: new Intl.DateTimeFormat(language, { weekday: 'short' }),
  }
}
