import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allStatuses, type Milestone, type ReadAnswer, type Result } from '../../model/index.ts'
import { answerToJson } from './answer-to-json.ts'
import type { DescribedCarrier } from './define-carrier.ts'
import { parseXml } from './xml.ts'

/**
 * What every carrier's reader promises, held against the answers in its folder (`x.json` beside `x.expected.json`).
 * `asked`: the numbers all of them were asked for, where answers do not repeat them.
 */
export function carrierContract(
  carrier: DescribedCarrier,
  { answers: folder, asked }: { readonly answers: string; readonly asked?: readonly string[] },
): void {
  const read = (source: string) => carrier.read(source, asked)
  const names = readdirSync(folder)
    .filter((file) => !file.endsWith('.expected.json'))
    .toSorted()
  const answers = names.map((file) => ({
    file,
    source: readFileSync(join(folder, file), 'utf8'),
    expected: JSON.parse(readFileSync(join(folder, file.replace(/\.\w+$/, '.expected.json')), 'utf8')) as unknown,
  }))

  describe(`${carrier.name} keeps the contract of carriers`, () => {
    it('is shown at least one answer with a parcel and one with a failure', () => {
      const all = answers.map(({ source }) => valueOf(read(source)))
      expect(all.some(({ parcels }) => parcels.length > 0)).toBe(true)
      expect(all.some(({ failures }) => failures.length > 0)).toBe(true)
    })

    it('maps every code to a known status or knowingly to none', () => {
      const strange = Object.entries(carrier.codes).filter(
        ([, { status }]) => status !== null && !allStatuses.includes(status),
      )
      expect(strange).toEqual([])
      expect(Object.keys(carrier.codes).length).toBeGreaterThan(0)
    })

    it('orders times without a zone in a real one, and links to a page over TLS', () => {
      expect(() => new Temporal.ZonedDateTime(0n, carrier.defaultZone)).not.toThrow()
      const url = new URL(carrier.trackingUrl('A/B?C'))
      expect(url.protocol).toBe('https:')
      expect(url.href).not.toContain('A/B?C')
    })

    it.each(answers)('reads the facts of $file', ({ source, expected }) => {
      expect(answerToJson(valueOf(read(source)), carrier)).toEqual(expected)
    })

    it.each(answers)('reads $file twice to the same, and each kept slice to its parcel', ({ source }) => {
      const first = valueOf(read(source))
      expect(valueOf(read(source))).toEqual(first)
      for (const parcel of first.parcels) {
        const kept: unknown = JSON.parse(JSON.stringify(parcel.slice))
        expect(carrier.reread(kept)).toEqual({ ok: true, value: parcel })
      }
    })

    it('keeps nothing of one parcel in the slice of another', () => {
      for (const { parcels } of answers.map(({ source }) => valueOf(read(source)))) {
        for (const parcel of parcels) {
          const others = parcels.filter(({ number }) => number !== parcel.number)
          const slice = JSON.stringify(parcel.slice)
          expect(others.filter(({ number }) => slice.includes(number))).toEqual([])
        }
      }
    })

    it.each([
      ['nothing', ''],
      ['a string', '"hello"'],
      ['a list', '[]'],
      ['an empty object', '{}'],
      ['null', 'null'],
      ["somebody else's object", '{"tickets":[{"seat":"12A","state":{"word":"moving"}}]}'],
      ['a web page', '<!doctype html><title>503</title>'],
      ['brackets 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000)],
      ['objects 10,000 deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
      ['more than 10 MB', JSON.stringify({ padding: 'x'.repeat(10 * 1024 * 1024) })],
      ['elements 10,000 deep', '<a>'.repeat(10_000) + '</a>'.repeat(10_000)],
      [
        'entities that multiply',
        `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">${Array.from({ length: 9 }, (_, n) => `<!ENTITY b${n} "${`&b${n === 0 ? '' : n - 1};`.repeat(10)}">`).join('')}]><a>&b8;</a>`,
      ],
      ['an entity from elsewhere', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
      ["somebody else's document", '<parcels><parcel id="1"><state>moving</state></parcel></parcels>'],
    ])('refuses %s as malformed', (_what, source) => {
      const answer = read(source)
      expect(answer).toMatchObject({
        ok: false,
        failure: { kind: 'malformed', code: expect.not.stringMatching('READER_FAILED') },
      })
    })

    it.each(answers)('fails plainly on $file cut short anywhere', ({ source }) => {
      const step = Math.max(1, Math.floor(source.length / 200))
      const whole = source.trimEnd().length
      for (let length = 0; length < whole; length += step) {
        expect(read(source.slice(0, length)), `first ${length} characters`).toMatchObject({
          ok: false,
          failure: { kind: 'malformed' },
        })
      }
    })

    it.each(answers)('makes no milestone of codes and words of $file it was never told', ({ source }) => {
      const scansOf = (changed: string) => {
        const answer = read(changed)
        return answer.ok ? answer.value.parcels.flatMap(({ scans }) => scans) : []
      }
      const original = scansOf(source)
      for (const { code, text } of original) {
        if (code === null) continue
        const changed = [code, text].reduce<string>(
          (all, part) => (part === null || part.length < 2 ? all : all.replaceAll(writtenAs(part, carrier), strange)),
          source,
        )
        for (const [index, scan] of scansOf(changed).entries()) {
          if (scan.code === strange) expect([null, original[index]?.milestone, ...coarse]).toContain(scan.milestone)
        }
      }
    })

    it.each(answers)(
      'takes its share of 10,000 mutations of $file without a crash',
      ({ source }) => {
        const isXml = carrier.format === 'xml'
        const original: unknown = isXml ? valueOf(parseXml(source)) : JSON.parse(source)
        const random = seeded(source.length)
        let changed = 0
        // An element's attributes may go unread, so that some changes change nothing.
        const share = Math.ceil(10_000 / answers.length)
        const attempts = Math.ceil(Math.max(1_000, share) * (isXml ? 1.5 : 1.2))
        for (let i = 0; i < attempts; i++) {
          const mutated = mutate(original, random)
          const mutant = (isXml ? xmlOf(mutated) : JSON.stringify(mutated)) ?? ''
          if (mutant !== (isXml ? xmlOf(original) : JSON.stringify(original))) changed++
          const answer = read(mutant)
          expect(plainly(answer), mutant.slice(0, 2_000)).toBe(true)
          if (answer.ok) {
            for (const parcel of answer.value.parcels)
              expect(carrier.reread(parcel.slice)).toEqual({ ok: true, value: parcel })
            answerToJson(answer.value, carrier)
          }
        }
        expect(changed).toBeGreaterThanOrEqual(Math.max(1_000, share))
      },
      120_000,
    )
  })
}

const strange = 'ZZQXW9'
/** What the rest of an event may say where its code is new: nothing that ends a parcel's way. */
const coarse: readonly (Milestone | null)[] = [
  'in_transit',
  'info_received',
  'exception',
  'attempt_failed',
  'returning',
]

const writtenAs = (text: string, { format }: DescribedCarrier) =>
  format === 'xml' ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : JSON.stringify(text).slice(1, -1)

/** Parcels with facts of the right shape, or failures with words; never a bug caught by the kit. */
function plainly(answer: Result<ReadAnswer>): boolean {
  const failures = answer.ok ? answer.value.failures : [answer.failure]
  if (failures.some(({ code, message }) => code === 'READER_FAILED' || message === '')) return false
  if (!answer.ok) return true
  const { parcels } = answer.value
  return (
    parcels.every(
      ({ number, scans }) =>
        number !== '' && scans.every(({ localTime }) => localTime instanceof Temporal.PlainDateTime),
    ) && parcels.length + failures.length > 0
  )
}

function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`)
  return result.value
}

/** A mutated element as a document; what is no element any more becomes text. */
function xmlOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return escaped(value)
  if (Array.isArray(value)) return value.map(xmlOf).join('')
  const { name, text, attributes, children } = value as Readonly<Record<string, unknown>>
  const tag = typeof name === 'string' && isName.test(name) ? name : 'other'
  return `<${tag}${attributesOf(attributes)}>${escaped(text)}${xmlOf(children)}</${tag}>`
}

const isName = /^[a-z][\w-]*$/i

const attributesOf = (attributes: unknown) =>
  Object.entries(typeof attributes === 'object' ? (attributes ?? {}) : {})
    .filter(([name]) => isName.test(name))
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('')

const escaped = (value: unknown) =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')

type Random = () => number

/** One to three changes at random places of a JSON value: a field dropped, doubled, retyped, blown up or swapped. */
export function mutate(original: unknown, random: Random): unknown {
  const copy: Holder = { root: structuredClone(original) }
  const changes = 1 + Math.floor(random() * 3)
  for (let i = 0; i < changes; i++) {
    const places = placesIn(copy)
    const [holder, key] = pick(places, random) ?? [copy, 'root']
    const value = holder[key]
    const change = pick(['drop', 'double', 'replace', 'replace', 'garble', 'swap'] as const, random)
    if (change === 'drop') drop(holder, key)
    else if (change === 'double') double(holder, key)
    else if (change === 'garble' && typeof value === 'string') holder[key] = garble(value, random)
    else if (change === 'swap') {
      const [otherHolder, otherKey] = pick(places, random) ?? [copy, 'root']
      holder[key] = structuredClone(otherHolder[otherKey])
    } else holder[key] = pick(strangers, random)?.()
  }
  return copy.root
}

function drop(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

function double(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.push(holder[key])
  else holder[`${key}2`] = holder[key]
}

const strangers: readonly (() => unknown)[] = [
  () => null,
  () => '',
  () => 'string',
  () => 'x'.repeat(100_000),
  () => '\0\uD800\u202E"\\',
  () => '9'.repeat(400),
  () => 0,
  () => -1,
  () => 1e308,
  () => true,
  () => [],
  () => ({}),
  () => [[[]]],
  () => ({ length: 3, 0: 'a', __proto__: null }),
  () => '20261332',
  () => '00000000',
  () => '99991231',
  () => '240000',
]

function garble(text: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1))
  return text.slice(0, at) + (pick(['', '0', 'é', ' ', '-'], random) ?? '') + text.slice(at + (random() < 0.5 ? 1 : 0))
}

type Holder = Record<string, unknown>

function placesIn(value: object): [Holder, string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    [value as Holder, key] as [Holder, string],
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner) : []),
  ])
}

function pick<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)]
}

// mulberry32: small, seeded, good enough to choose mutations.
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
