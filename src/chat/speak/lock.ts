import type { Told } from './fact.ts'
import { relativeDay } from './format.ts'
import type { Replies } from './say.ts'

/** A reply that states something no fact backs. The service says `cannotSay` instead and counts it. */
export class UnsupportedReply extends Error {
  readonly code = 'REPLY_UNSUPPORTED'
  constructor(act: string, found: string, language: string) {
    super(
      `the ${language} reply "${act}" says ${JSON.stringify(found)}, which is none of its facts; put the fact there as a placeholder`,
    )
    this.name = 'UnsupportedReply'
  }
}

/** A fact and its words. */
export type Put = { readonly fact: Told; readonly text: string }

/** What a fact leaves in a template: its number between two private-use characters. */
export const mark = (index: number): string => `\uE000${index}\uE001`
const marks = /\uE000(\d+)\uE001/gu
/** With the full stop behind it, which is said once where the fact ends in one: "12. Nov." */
const marksAndStops = /\uE000(\d+)\uE001(\.?)/gu

/**
 * Puts the facts in the places they marked and checks what is left, the template's own prose: no digit, no day or month,
 * no capitalised name, and no word that states something of a parcel may stand in it.
 */
export function unlock(
  act: string,
  marked: string,
  facts: readonly Put[],
  replies: Replies,
  language: string,
): { readonly text: string; readonly told: readonly Put[] } {
  const told: Put[] = []
  const refuse = (found: string) => {
    throw new UnsupportedReply(act, found, language)
  }
  const text = marked.replaceAll(marksAndStops, (mark, index: string, stop: string) => {
    const put = facts[Number(index)]
    if (!put || put.text === '') return refuse(put ? `a ${put.fact.kind} without words` : mark)
    told.push(put)
    return put.text.endsWith('.') ? put.text : put.text + stop
  })
  const found = unsupported(marked.replaceAll(marks, '\uFFFC'), replies, language)
  if (found !== undefined) refuse(found)
  return { text, told }
}

function unsupported(prose: string, { lock }: Replies, language: string): string | undefined {
  const figure = /\p{N}+|[@\p{Co}]|:\/\//u.exec(prose)
  if (figure) return figure[0]
  const [lower, dates] = [prose.toLocaleLowerCase(language), calendarWords(language)]
  const word =
    dates.cased.find((name) => contains(prose, name)) ??
    dates.plain.find((name) => contains(lower, name)) ??
    lock.words.find((name) => contains(lower, name))
  if (word !== undefined) return word
  const capitals = lock.capitals && new Set(lock.capitals)
  return capitals
    ? (prose.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? []).find((name) => /\p{Lu}/u.test(name) && !capitals.has(name))
    : undefined
}

function contains(prose: string, name: string): boolean {
  for (let at = prose.indexOf(name); at >= 0; at = prose.indexOf(name, at + 1)) {
    if (!isLetter(prose[at - 1]) && !isLetter(prose[at + name.length])) return true
  }
  return false
}

const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{M}]/u.test(character)

type CalendarWords = { readonly cased: readonly string[]; readonly plain: readonly string[] }
const calendars = new Map<string, CalendarWords>()

/** Months, weekdays and relative days of a language. Short names ("may", "sun") are also words: those as Intl cases them. */
function calendarWords(language: string): CalendarWords {
  const known = calendars.get(language)
  if (known) return known
  const names = new Set<string>()
  for (const style of ['long', 'short'] as const) {
    for (let month = 1; month <= 12; month++) {
      names.add(new Intl.DateTimeFormat(language, { month: style }).format(new Temporal.PlainDate(2026, month, 1)))
    }
    for (let date = 1; date <= 7; date++) {
      names.add(new Intl.DateTimeFormat(language, { weekday: style }).format(new Temporal.PlainDate(2026, 1, date)))
    }
  }
  const words = [...names].map((name) => name.replaceAll(/[.\p{N}\s]/gu, '')).filter((name) => name !== '')
  const relative = [-2, -1, 0, 1, 2].map((away) => relativeDay(away, language)).filter((name) => !/\p{N}/u.test(name))
  const made = {
    cased: words,
    plain: [...relative, ...words.filter((name) => name.length > 5)].map((name) => name.toLocaleLowerCase(language)),
  }
  calendars.set(language, made)
  return made
}
