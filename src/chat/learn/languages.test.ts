import { describe, expect, it } from 'vitest'
import { countLanguages, decodeLanguages, encodeLanguages, languageOf, type Prior } from './languages.ts'

const counts = countLanguages({
  en: [
    'where is my parcel',
    'thanks a lot',
    'i want to cancel my order',
    'has it shipped yet',
    'talk to a person',
    'hello',
  ],
  de: ['wo ist mein Paket', 'vielen Dank', 'ich möchte stornieren', 'ist es schon verschickt', 'ja bitte', 'guten Tag'],
  nl: ['waar is mijn pakket', 'hartelijk bedankt', 'ik wil annuleren', 'is het al verzonden', 'ja graag', 'goedendag'],
  ar: ['أين طلبي', 'شكرا جزيلا', 'أريد إلغاء الطلب', 'هل تم الشحن', 'نعم من فضلك', 'مرحبا'],
})
const spoken = (language: string): Prior => ({ language, by: 'spoken' })
const assumed = (language: string): Prior => ({ language, by: 'assumed' })

describe('the language of a message', () => {
  it.each([
    ['wo ist mein paket', 'de'],
    ['where is my parcel', 'en'],
    ['waar is mijn pakket', 'nl'],
    ['أين طلبي', 'ar'],
    ['vielen Dank', 'de'],
    ['thanks', 'en'],
    ['möchte stornieren', 'de'],
    ['wo ist #10244?', 'de'],
  ])('%j is %s, whatever was assumed or spoken before', (text, language) => {
    const before = counts.languages.flatMap((one) => [spoken(one), assumed(one)])
    expect(before.map((prior) => languageOf(counts, text, prior))).toEqual(before.map(() => language))
  })

  it.each(['ok', 'OK!', '#10244', '60311', '👍', '?', '', '…', 'jana@beispiel.de', '1Z879E930346834440', 'Müller'])(
    '%j never changes the language that is spoken',
    (text) => {
      for (const language of counts.languages) expect(languageOf(counts, text, spoken(language))).toBe(language)
    },
  )

  it.each(['Schmidt', 'Frau Schmidt', 'Jana Kowalczyk', 'Birmingham'])('a name like %j is no reason either', (text) => {
    for (const language of counts.languages) expect(languageOf(counts, text, spoken(language))).toBe(language)
  })

  it('is not told by the names of what was bought', () => {
    const bought = ['Parcel Hello lamp', 'thanks card']
    expect(languageOf(counts, 'hello parcel', spoken('de'))).toBe('en')
    expect(languageOf(counts, 'hello parcel', spoken('de'), bought)).toBe('de')
  })

  it('asks more of a word against what is being spoken than against what was only assumed', () => {
    const close = countLanguages({ aa: ['tak tak tak'], bb: ['tak tek tok'] })
    expect(languageOf(close, 'tek', assumed('aa'))).toBe('bb')
    expect(languageOf(close, 'tak', assumed('bb'))).toBe('aa')
    expect(languageOf(close, 'tak', spoken('bb'))).toBe('bb')
  })
})

describe('the counts', () => {
  it('read from their bytes are the same', () => {
    expect(decodeLanguages(encodeLanguages(counts))).toEqual(counts)
  })

  it('that were cut off or are something else are refused', () => {
    const bytes = encodeLanguages(counts)
    expect(() => decodeLanguages(bytes.subarray(0, -1))).toThrow('too few')
    expect(() => decodeLanguages(new TextEncoder().encode('WLRNxxxxxxxx'))).toThrow('WLNG')
  })
})
