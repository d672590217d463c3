import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import type { Words } from './words.ts'

export { messages, type MessageKind } from './messages.ts'
export type { Day, StepName, When, Window, Words } from './words.ts'

export const languages = { en, de, ar } as const satisfies Record<string, Words>
export type Language = keyof typeof languages

/** The nearest language we have words for: `de-AT` gives `de`, one we lack gives English. */
export function languageOf(tag: string): Language {
  const base = tag.toLowerCase().split(/[-_]/, 1)[0] ?? ''
  return Object.hasOwn(languages, base) ? (base as Language) : 'en'
}
