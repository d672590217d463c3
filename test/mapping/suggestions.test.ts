import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carriers } from '../../src/connectors/index.ts'
import { type KnownCode, suggester } from '../../src/insight/index.ts'
import { phrases } from '../../src/insight/mapping/phrases.ts'
import { type Status, milestoneOf } from '../../src/model/index.ts'

/** How often the milestone suggested for a code is that of the connectors' own tables, by texts the suggestions never saw. */

const tables = join(import.meta.dirname, '../../../shared/data/carriers/code_tables')
const present = existsSync(tables)
if (!present) console.log(`suggestions are not measured: ${tables} is not there`)

type Asked = { readonly code: string; readonly text: string; readonly status: Status }

/** UPS's published texts beside the milestones our connector has for their codes; each text once. */
function published(): Asked[] {
  const rowsOf = (name: string) =>
    (JSON.parse(readFileSync(join(tables, `ups_${name}.json`), 'utf8')) as { rows: string[][] }).rows
  const byText = new Map<string, Asked>()
  const add = (key: string, code: string, text: string) => {
    const status = carriers.ups.codes[key]?.status ?? carriers.ups.codes[key.replace(/\/0+(?=.)/, '/')]?.status
    if (status) byText.set(`${text.toLowerCase()} ${milestoneOf(status)}`, { code, text, status })
  }
  // The file holds several tables, one after the other.
  let type: string | undefined = 'X'
  for (const [code = '', text = ''] of rowsOf('delivery-codes')) {
    if (code.endsWith('CODE')) type = code.startsWith('DIALS') ? 'D' : code.startsWith('ULD') ? 'I' : undefined
    else if (type) add(`${type}/${code}`, code, text)
  }
  for (const [code = '', source = '', text = ''] of rowsOf('mail-innovation')) add(`${source}/${code}`, code, text)
  for (const [code = '', text = ''] of rowsOf('status-description-codes')) add(code.padStart(3, '0'), code, text)
  for (const [code = '', text = ''] of rowsOf('manifest-codes')) add(`M/${code}`, code, text)
  return [...byText.values()]
}

function measure(asked: readonly Asked[], known: readonly KnownCode[] = []) {
  const suggest = suggester(known)
  const ranks = asked.map(({ code, text, status }) =>
    suggest({ carrier: 'ups', code, texts: [text] }).findIndex(
      (one) => milestoneOf(one.status) === milestoneOf(status),
    ),
  )
  return {
    first: ranks.filter((rank) => rank === 0).length / asked.length,
    amongThree: ranks.filter((rank) => rank >= 0).length / asked.length,
  }
}

describe.skipIf(!present)('suggestions for the texts UPS publishes', () => {
  const asked = present ? published() : []
  const told = (name: string, { first, amongThree }: ReturnType<typeof measure>) =>
    console.log(`suggestions, ${name}: ${first.toFixed(3)} right at first, ${amongThree.toFixed(3)} among three`)

  it('none of the phrases is one of them, but for turns of three words', () => {
    const bare = (text: string) => (text.toLowerCase().match(/\p{L}+/gu) ?? []).join(' ')
    const theirs = new Set(asked.map(({ text }) => bare(text)))
    const all = Object.values(phrases).flatMap((list) => list.split('|').map(bare))
    expect(all.length).toBeGreaterThan(500)
    expect(all.filter((phrase) => phrase.split(' ').length > 3 && theirs.has(phrase))).toEqual([])
  })

  it('by our own phrases alone', () => {
    expect(asked.length).toBeGreaterThan(800)
    const figures = measure(asked)
    told(`${asked.length} texts, phrases alone`, figures)
    expect(figures.first).toBeGreaterThan(0.68)
    expect(figures.amongThree).toBeGreaterThan(0.9)
  })

  it('where the carrier’s other codes are known', () => {
    // Each half is asked with the other one known; no text is in both.
    const halves = [0, 1].map((half) => asked.filter((_, i) => i % 2 === half))
    const figures = halves.map((half, at) =>
      measure(
        half,
        (halves[1 - at] ?? [])
          .map((one) => ({ ...one, carrier: 'ups', shown: one.text }))
          .filter(({ text }) => !half.some((other) => other.text.toLowerCase() === text.toLowerCase())),
      ),
    )
    for (const one of figures) told('the other half known', one)
    for (const { first, amongThree } of figures) {
      expect(first).toBeGreaterThan(0.75)
      expect(amongThree).toBeGreaterThan(0.9)
    }
  })
})
