import { describe, expect, it } from 'vitest'
import type { Heard } from '../dialogue.ts'
import { findEntities } from '../understand/index.ts'
import { readIdentity } from './identify.ts'

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
  ])('takes %j for what it is when asked for a number', (text, identity) => {
    expect(readIdentity(heard(text), nothing, true)).toEqual(identity)
  })

  it.each([
    ['07470', 'postcode', '07470'],
    ['SW1A 1AA', 'postcode', 'SW1A1AA'],
    ['my phone is +1 555 010 2345', 'phone', '+15550102345'],
    ['Jane@Example.com', 'email', 'jane@example.com'],
  ])('with the number known, takes %j for a proof: %s', (text, kind, value) => {
    const { number, proof } = readIdentity(heard(text), { number: '10244', proof: null }, true)
    expect([number, proof?.kind, proof?.value.replaceAll(' ', '')]).toEqual(['10244', kind, value])
  })

  it('takes no bare word for a number where none was asked for', () => {
    expect(readIdentity(heard('where are my 3 lamps'), nothing, false)).toEqual(nothing)
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
