import { expect, it } from 'vitest'
import { languageAskedFor } from './language-names.ts'

const ours = ['ar', 'de', 'en']

it.each([
  ['Können wir Deutsch sprechen?', 'de', 'de'],
  ['can you write in German', 'en', 'de'],
  ['auf deutsch bitte', 'de', 'de'],
  ['speak English please', 'en', 'en'],
  ['Bitte auf Englisch', 'de', 'en'],
  ['بالألمانية من فضلك', 'ar', 'de'],
  ['عربي, العربية', 'ar', 'ar'],
  ['sorry, can we talk in Arabic', 'en', 'ar'],
  ['Ich verstehe das nicht, bitte Englisch', 'de', 'en'],
])('%j asks in %s for %s', (text, spoken, asked) => {
  expect(languageAskedFor(text, spoken, ours)).toBe(asked)
})

it.each([
  ['do you speak Spanish', 'en'],
  ['another language', 'en'],
  ['Ich spreche kein Englisch', 'de'],
  ["i don't speak german", 'en'],
  ['sorry for my english', 'en'],
])('%j asks for none of ours', (text, spoken) => {
  expect(languageAskedFor(text, spoken, ours)).toBeNull()
})
