import { describe, expect, it } from 'vitest'
import { isMistypedCode, readCode } from './code.ts'

describe('a code in what is typed', () => {
  it.each([
    ['482913'],
    ['482 913'],
    ['48 29 13'],
    ['482-913'],
    ['４８２９１３'],
    ['٤٨٢٩١٣'],
    ['۴۸۲۹۱۳'],
    ['the code is 482913, thanks'],
    ['Code: 482 913.'],
  ])('%j is 482913', (text) => expect(readCode(text)).toBe('482913'))

  it.each([['48291'], ['4829130'], ['482 9130'], ['+49 30 1000001'], ['482913 or 482914'], ['no code came'], ['']])(
    '%j is none',
    (text) => expect(readCode(text)).toBeNull(),
  )

  it.each([
    ['48291', true],
    ['482 9130', true],
    ['123', false],
    ['order 48291', false],
    ['1Z999AA10123456784', false],
  ])('%j looks like one that was mistyped: %s', (text, mistyped) => expect(isMistypedCode(text)).toBe(mistyped))
})
