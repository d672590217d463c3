import { describe, expect, it } from 'vitest'
import type { Heard } from '../dialogue.ts'
import { findEntities } from '../understand/index.ts'
import { readAgain, readIdentity } from './identify.ts'

const heard = (text: string): Heard => ({
  text,
  language: 'en',
  intents: [],
  entities: findEntities(text),
  sentiment: { label: 'neutral', score: 0 },
  outOfScope: false,
  because: '',
})
const nothing = { number: null, proof: null }

describe('who is asking, from what they write', () => {
  it.each([
    ['#10244', { number: '10244', proof: null }],
    ['10244, jane@example.com', { number: '10244', proof: { kind: 'email', value: 'jane@example.com' } }],
    ['order #10244, postcode 07470', { number: '10244', proof: { kind: 'postcode', value: '07470' } }],
    ['jane@example.com', { number: null, proof: { kind: 'email', value: 'jane@example.com' } }],
    ['I have no number', nothing],
    ['LO-4106 22765', { number: 'LO-4106', proof: { kind: 'postcode', value: '22765' } }],
    ['4116 60316', { number: '4116', proof: { kind: 'postcode', value: '60316' } }],
    ['order 4116, N16 7QX', { number: '4116', proof: { kind: 'postcode', value: 'N16 7QX' } }],
    [
      '#LO4116 / anna.keller@example.com',
      { number: 'LO4116', proof: { kind: 'email', value: 'anna.keller@example.com' } },
    ],
    ['my number is lo 4116', { number: 'LO4116', proof: null }],
    ['lo 4116', { number: 'LO4116', proof: null }],
    ['hey 4116', { number: '4116', proof: null }],
    ['Bestellnr. LO 4116 PLZ 60316', { number: 'LO4116', proof: { kind: 'postcode', value: '60316' } }],
    ['#1001, NY 10001', { number: '1001', proof: { kind: 'postcode', value: '10001' } }],
    ['4116, 0170 12 34 567', { number: '4116', proof: { kind: 'phone', value: '01701234567' } }],
    ['anna@example.com.', { number: null, proof: { kind: 'email', value: 'anna@example.com' } }],
    ['T1', { number: 'T1', proof: null }],
    ['12', { number: '12', proof: null }],
    ['it is T1 and my postcode 60316', { number: 'T1', proof: { kind: 'postcode', value: '60316' } }],
  ])('takes %j for what it is when asked for a number', (text, identity) => {
    expect(readIdentity(heard(text), nothing, true)).toEqual(identity)
  })

  it.each([
    ['07470', 'postcode', '07470'],
    ['SW1A 1AA', 'postcode', 'SW1A1AA'],
    ['D07 XY45', 'postcode', 'D07XY45'],
    ['1011 AB', 'postcode', '1011AB'],
    ['my phone is +1 555 010 2345', 'phone', '+15550102345'],
    ['Jane@Example.com', 'email', 'jane@example.com'],
  ])('with the number known, takes %j for a proof: %s', (text, kind, value) => {
    const { number, proof } = readIdentity(heard(text), { number: '10244', proof: null }, true)
    expect([number, proof?.kind, proof?.value.replaceAll(' ', '')]).toEqual(['10244', kind, value])
  })

  it('takes no bare word for a number where none was asked for', () => {
    expect(readIdentity(heard('where are my 3 lamps'), nothing, false)).toEqual(nothing)
  })

  it.each([
    ['Where is my stool? LO-4107, 8004', { number: 'LO-4107', proof: { kind: 'postcode', value: '8004' } }],
    ['wo bleibt mein regal? 4116 60316', { number: '4116', proof: { kind: 'postcode', value: '60316' } }],
    ['where are 4106 and 4107', { number: '4106', proof: null }],
    ['where are LO-4106 and 4107', { number: 'LO-4106', proof: null }],
    ['LO-4106, 3 lamps', { number: 'LO-4106', proof: null }],
  ])('takes number and postcode from a first question: %j', (text, identity) => {
    expect(readIdentity(heard(text), nothing, false)).toEqual(identity)
  })

  it('takes number and postcode one after the other, in either order', () => {
    const postcode = { kind: 'postcode' as const, value: '60316' }
    const both = { number: 'LO-4116', proof: postcode }
    expect(readIdentity(heard('60316'), { number: 'LO-4116', proof: null }, true)).toEqual(both)
    expect(readIdentity(heard('LO-4116'), { number: null, proof: postcode }, true)).toEqual(both)
    // What was asked for was the number.
    const first = readIdentity(heard('60316'), nothing, true)
    expect(readIdentity(heard('LO-4116'), first, true)).toEqual(both)
  })

  it('takes the number in full for the digits given before, and nothing for a proof', () => {
    const full = { number: 'LO-4116', proof: null }
    expect(readIdentity(heard('LO-4116'), { number: '4116', proof: null }, true)).toEqual(full)
    expect(readIdentity(heard('LO-4116'), full, true)).toEqual(full)
  })

  it('keeps what was given before', () => {
    const before = { number: null, proof: { kind: 'email' as const, value: 'jane@example.com' } }
    expect(readIdentity(heard('#10244'), before, true)).toEqual({ ...before, number: '10244' })
  })

  it('keeps no more of an endless word than anybody is called by', () => {
    const { number, proof } = readIdentity(heard(`9${'x'.repeat(5000)} 1${'y'.repeat(5000)}`), nothing, true)
    expect([number?.length, proof?.value.length]).toEqual([120, 120])
  })
})

describe('after a pair that did not fit', () => {
  const pair = { number: 'LO-4110', proof: { kind: 'postcode', value: 'D04 XX11' } } as const
  const digits = { number: '10244', proof: { kind: 'email', value: 'eve@example.com' } } as const
  it.each([
    ['D07 XY45', pair, { number: 'LO-4110', proof: { kind: 'postcode', value: 'D07 XY45' } }],
    ['sorry, LO-4111', pair, { number: 'LO-4111', proof: pair.proof }],
    ['LO-4112, 60316', pair, { number: 'LO-4112', proof: { kind: 'postcode', value: '60316' } }],
    ['60316', pair, { number: 'LO-4110', proof: { kind: 'postcode', value: '60316' } }],
    ['10245', digits, { number: '10245', proof: digits.proof }],
    ['ada@example.com', digits, { number: '10244', proof: { kind: 'email', value: 'ada@example.com' } }],
    ['let me look', pair, { number: 'LO-4110', proof: null }],
  ] as const)('%j goes with the half that was sent before', (text, before, identity) => {
    expect(readAgain(heard(text), before, true)).toEqual(identity)
  })
})
