import type { Address, Place } from '../../model/index.ts'
import { formatLocalTime, inLanguage } from '../../model/index.ts'
import type { Kind, Told, Values } from './fact.ts'
import { policyCanonicals, policyFormatters } from './format-policy.ts'
import type { Replies } from './say.ts'

/** In which words and from where a fact is told. */
export type Voice = {
  readonly replies: Replies
  /** BCP 47; decides how dates and lists are written. */
  readonly language: string
  readonly now: Temporal.Instant
  /** IANA zone of the shop. */
  readonly zone: string
}

/** A fact's words: one line, without anything that could pass for our own markup. */
export function format(fact: Told, voice: Voice): string {
  const formatter = formatters[fact.kind] as (value: Values[Kind], voice: Voice) => string
  return plain(formatter(fact.value, voice))
}

/** A fact's value as text: what evidence is compared by, whatever the language. */
export function canonical({ kind, value }: Told): string {
  const write = canonicals[kind] as (value: Values[Kind]) => string
  return write(value)
}

const asIs = (value: string) => value

const titles = (lines: Values['items']) => lines.map(({ title }) => title).join('; ')

const canonicals: { readonly [K in Kind]: (value: Values[K]) => string } = {
  order: asIs,
  tracking_number: asIs,
  carrier: asIs,
  shop: asIs,
  status: asIs,
  state: asIs,
  topic: asIs,
  count: String,
  languages: (tags) => tags.join(' '),
  as_of: (instant) => instant.toString(),
  placed: (instant) => instant.toString(),
  items: titles,
  parcel: titles,
  place: (place) => placeParts(place, 'en').join(', '),
  pickup_point: (point) => pointParts(point, 'en').join(', '),
  last_day: ({ date }) => date.toString(),
  signer: asIs,
  address: (address) => addressParts(address, 'en').join(', '),
  days: ({ from, to }) => (from.equals(to) ? from.toString() : `${from.toString()}/${to.toString()}`),
  window: ({ from, to }) => `${from}/${to}`,
  moment: formatLocalTime,
  reason: ({ code }) => code,
  action: ({ what }) => what,
  ...policyCanonicals,
  return_day: ({ from, days }) => `${from.add({ days }).toString()} = ${from.toString()} + ${days} d`,
}

const formatters: { readonly [K in Kind]: (value: Values[K], voice: Voice) => string } = {
  order: (number) => number,
  tracking_number: (number) => number,
  carrier: (name) => name,
  shop: (name) => name,
  items,
  parcel: (lines, voice) => voice.replies.words.parcelWith(items(lines, voice)),
  place: (place, { language }) => placeParts(place, language).join(', '),
  pickup_point: (point, { language }) => pointParts(point, language).join(', '),
  last_day: ({ date, zone }, voice) => day(date, zone, voice).text,
  signer: (name) => name,
  address: (address, { language }) => addressParts(address, language).join(', '),
  status: (status, { replies }) => replies.words.statuses[status],
  state: (state, { replies }) => replies.words.states[state],
  days: ({ from, to, zone }, voice) => {
    const { on, between } = voice.replies.words
    if (!from.equals(to)) return between(day(from, zone, voice).text, day(to, zone, voice).text)
    const told = day(from, zone, voice)
    return told.relative ? told.text : on(told.text)
  },
  window: ({ from, to }, { replies }) => replies.words.span(from, to),
  moment: ({ localTime, precision, zone }, voice) => {
    const told = day(localTime.toPlainDate(), zone, voice)
    const { on, at } = voice.replies.words
    const date = told.relative ? told.text : on(told.text)
    return precision === 'day' ? date : at(date, clock(localTime.toPlainTime(), voice.language))
  },
  as_of: (instant, voice) => {
    const local = instant.toZonedDateTimeISO(voice.zone)
    const told = day(local.toPlainDate(), voice.zone, voice)
    const { on, asOf } = voice.replies.words
    return asOf(clock(local.toPlainTime(), voice.language), told.relative ? told.text : on(told.text), told.text)
  },
  placed: (instant, voice) => day(instant.toZonedDateTimeISO(voice.zone).toPlainDate(), voice.zone, voice).text,
  reason: ({ code, party }, { replies }) => wordsFor(replies.words.reasons, party, code),
  action: ({ what, by }, { replies }) => wordsFor(replies.words.actions, by, what),
  count: (count, { language }) => writersOf(language).number.format(count),
  topic: (intent, { replies }) => replies.words.topics[intent],
  languages: (tags, { language }) => {
    const { list, name } = writersOf(language)
    return list.format(tags.map((tag) => name.of(tag) ?? tag))
  },
  ...policyFormatters,
  names: (names, { language }) => writersOf(language).list.format(names.map((name) => inLanguage(name, language))),
  return_day: ({ from, days, zone }, voice) => day(from.add({ days }), zone, voice).text,
  as_of_day: (instant, voice) => {
    const { text } = day(instant.toZonedDateTimeISO(voice.zone).toPlainDate(), voice.zone, voice)
    return voice.replies.words.asOfDay(text)
  },
  closed_days: (days, voice) =>
    writersOf(voice.language).list.format(days.map((date) => day(date, voice.zone, voice).text)),
}

/** "today" only where the zone is known, since it is another day elsewhere; the weekday and date otherwise. */
function day(date: Temporal.PlainDate, zone: string | null, { language, now }: Voice) {
  const today = now.toZonedDateTimeISO(zone ?? 'UTC').toPlainDate()
  const away = today.until(date, { largestUnit: 'days' }).days
  if (zone !== null && Math.abs(away) <= 1) return { relative: true, text: relativeDay(away, language) }
  const { date: thisYear, fullDate } = writersOf(language)
  return { relative: false, text: (date.year === today.year ? thisYear : fullDate).format(date) }
}

export function relativeDay(away: number, language: string): string {
  return writersOf(language).relative.format(away, 'day')
}

function clock(time: Temporal.PlainTime, language: string): string {
  return writersOf(language).clock.format(time)
}

/** Three are read at a glance; the rest is counted. */
const itemsTold = 3
const titleLength = 48

function items(lines: Values['items'], { language, replies }: Voice): string {
  const told = lines.slice(0, itemsTold).map(({ title, variant, quantity }) => {
    const name = shorten(variant === null || variant === '' ? title : `${title} (${variant})`)
    return quantity === 1 ? name : `${quantity} × ${name}`
  })
  if (lines.length > itemsTold) told.push(replies.words.more(lines.length - itemsTold))
  return writersOf(language).list.format(told)
}

function shorten(text: string): string {
  const letters = Array.from(text)
  return letters.length <= titleLength
    ? text
    : `${letters
        .slice(0, titleLength - 1)
        .join('')
        .trimEnd()}…`
}

function placeParts({ city, region, postal, country }: Place, language: string): string[] {
  const nation = country === null ? null : countryName(country, language)
  const near = city === null ? postal : unshouted(city)
  return [near, region ?? nation].filter((part) => part !== null)
}

function pointParts({ name, street, place }: Values['pickup_point'], language: string): string[] {
  const named = place && placeParts(place, language).join(', ')
  const town = place?.city && place.postal ? `${place.postal} ${named}` : named
  return [name, street, town].filter((part) => part !== null).filter((part) => part.trim() !== '')
}

/** As the shop has it, on one line. */
function addressParts({ name, lines, city, region, postal, country }: Address, language: string): string[] {
  const town = [postal, city].filter((part) => part?.trim()).join(' ')
  const nation = country === null ? null : countryName(country, language)
  return [name, ...lines, town, region, nation].filter((part) => part !== null).filter((part) => part.trim() !== '')
}

function countryName(code: string, language: string): string {
  try {
    return writersOf(language).region.of(code) ?? code
  } catch {
    return code
  }
}

/** Carriers shout: "NEW YORK". */
function unshouted(city: string): string {
  if (city.length < 3 || city !== city.toUpperCase()) return city
  return city.toLowerCase().replaceAll(/(?<![\p{L}\p{M}'’])\p{L}/gu, (letter) => letter.toUpperCase())
}

/** The words for a code of one side, of any side, or for the side alone. */
function wordsFor(words: Readonly<Record<string, string>>, side: string, code: string): string {
  const known = [`${side}/${code}`, code, side].find((key) => Object.hasOwn(words, key))
  return (known === undefined ? undefined : words[known]) ?? ''
}

/** Private-use characters are the lock's markers; controls and direction overrides could dress a text up. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{Co}\p{Cs}\u202A-\u202E\u2066-\u2069\u200B-\u200F\uFEFF]/gu, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

type Writers = ReturnType<typeof makeWriters>
const writers = new Map<string, Writers>()

/** Made once a language: making them costs more than all the rest of a reply. */
function writersOf(language: string): Writers {
  const made = writers.get(language) ?? makeWriters(language)
  writers.set(language, made)
  return made
}

function makeWriters(language: string) {
  const date = { weekday: 'long', month: 'short', day: 'numeric' } as const
  return {
    date: new Intl.DateTimeFormat(language, date),
    fullDate: new Intl.DateTimeFormat(language, { ...date, year: 'numeric' }),
    clock: new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    relative: new Intl.RelativeTimeFormat(language, { numeric: 'auto' }),
    list: new Intl.ListFormat(language),
    number: new Intl.NumberFormat(language),
    region: new Intl.DisplayNames(language, { type: 'region' }),
    name: new Intl.DisplayNames(language, { type: 'language' }),
  }
}
