import { describe, expect, it } from 'vitest'
import { line, order } from '../../../test/worlds/build.ts'
import { asWritten } from '../../../test/stories/story.ts'
import { refer } from './which-order.ts'

const bought = {
  chairs: order('#10001', [line('Esszimmerstuhl Nora', { variant: 'grün' })]),
  cups: order('#10002', [line('Steingut-Tasse', { variant: 'hellblau' })]),
  pictures: order('#10003', [line('Bilderrahmen')]),
}
const all = Object.values(bought)

function meant(user: string, { offered = false, current = false } = {}): string[] {
  const said = asWritten({ user, sentiment: 'neutral', says: [], never: [], offers: [] }, 'de')
  const found = refer(said, all, offered ? all : [], current ? bought.chairs.id : null)
  return found.kind === 'orders' ? found.orders.map(({ number }) => number) : []
}

describe('in German', () => {
  it.each([
    ['wo sind die Stühle', '#10001'],
    ['der grüne', '#10001'],
    ['und die Tassen?', '#10002'],
    ['die hellblaue', '#10002'],
    ['die Rahmen', '#10003'],
  ])('%j means the order that holds it: inflected, with an umlaut, or the last part of its name', (text, number) => {
    expect(meant(text)).toEqual([number])
  })

  it.each([
    ['die zweite', '#10002'],
    ['den dritten bitte', '#10003'],
    ['die letzte', '#10003'],
    ['die erste von allen', '#10001'],
  ])('%j means that one of those offered', (text, number) => {
    expect(meant(text, { offered: true })).toEqual([number])
  })

  it('"alle" means all, "die anderen" all but the one that was talked about', () => {
    expect(meant('alle', { offered: true })).toEqual(['#10001', '#10002', '#10003'])
    expect(meant('die anderen', { current: true })).toEqual(['#10002', '#10003'])
  })

  it.each(['wo ist meine Bestellung', 'was ist mit der Lieferung', 'in der nächsten Woche'])(
    '%j points at nothing',
    (text) => {
      expect(meant(text)).toEqual([])
    },
  )
})
