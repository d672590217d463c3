import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { countryCode, many, parseJson, parseShape, readClock, readDay, readOffset, text } from './index.ts'

describe('parseJson', () => {
  it('reads JSON, with or without a byte order mark', () => {
    expect(parseJson('{"a":1}')).toEqual({ ok: true, value: { a: 1 } })
    expect(parseJson('\uFEFF[1]')).toEqual({ ok: true, value: [1] })
  })

  it.each([
    ['', 'EMPTY_ANSWER', /empty/],
    ['{"a":', 'NOT_JSON', /not whole JSON/],
    ['<html></html>', 'NOT_JSON', /XML or HTML/],
    ['['.repeat(201) + ']'.repeat(201), 'TOO_DEEP', /200 levels/],
  ])('says of %j what is wrong', (source, code, words) => {
    expect(parseJson(source)).toMatchObject({
      ok: false,
      failure: { kind: 'malformed', code, message: expect.stringMatching(words) },
    })
  })

  it('counts no brackets inside strings', () => {
    const json = JSON.stringify({ text: '[{"\\'.repeat(1_000) })
    expect(parseJson(json).ok).toBe(true)
  })

  it('counts bytes, not characters', () => {
    expect(parseJson(JSON.stringify('é'.repeat(6 * 1024 * 1024)))).toMatchObject({
      ok: false,
      failure: { code: 'TOO_LARGE' },
    })
  })
})

describe('a shape', () => {
  const shape = z.object({ name: text, lines: many(z.object({ sku: text })) })

  it('names the field that does not fit, never its value', () => {
    expect(parseShape(shape, { lines: [{ sku: ['secret'] }] }, 'an order')).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/^not an order: "lines\.0\.sku": (?!.*secret)/) },
    })
  })

  it('takes a number for text, one thing for a list of one, and null for nothing', () => {
    expect(shape.parse({ name: 7, lines: { sku: 'a' } })).toEqual({ name: '7', lines: [{ sku: 'a' }] })
    expect(shape.parse({ name: null, lines: null })).toEqual({ name: undefined, lines: [] })
  })

  it('drops what a database cannot store', () => {
    expect(text.parse('a\0b\uD800')).toBe('ab\uFFFD')
  })
})

describe('dates, times and countries as carriers write them', () => {
  it.each([
    ['20260210', '2026-02-10'],
    ['2026-02-10', '2026-02-10'],
    ['20260230', undefined],
    ['19700101', undefined],
    ['string', undefined],
    ['', undefined],
  ])('day %j is %j', (given, day) => {
    expect(readDay(given)?.toString()).toBe(day)
  })

  it('reads times as precise as sent', () => {
    expect(readClock('93015')).toMatchObject({ precision: 'second' })
    expect(readClock('0930')).toMatchObject({ precision: 'minute' })
    expect(readClock('240000')).toBeUndefined()
  })

  it('reads offsets', () => {
    expect(['-05:00', '-05.00', '+0530', 'Z', 'EST', '+19:00'].map(readOffset)).toEqual([
      '-05:00',
      '-05:00',
      '+05:30',
      '+00:00',
      undefined,
      undefined,
    ])
  })

  it('reads countries', () => {
    expect(['us', 'United States', 'USA', 'Germany', 'Côte d’Ivoire', 'XX', '', null].map(countryCode)).toEqual([
      'US',
      'US',
      'US',
      'DE',
      'CI',
      null,
      null,
      null,
    ])
  })
})
