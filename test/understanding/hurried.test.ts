import { beforeAll, describe, expect, it } from 'vitest'
import type { Assistant } from '../../src/service/index.ts'
import { loadAssistant } from '../../src/server/assistant.ts'
import { typed } from './hurried.ts'

describe.each(Object.keys(typed))('hurried shoppers in %s', (language) => {
  let assistant: Assistant
  beforeAll(async () => {
    assistant = await loadAssistant({ language })
  }, 60_000)

  const rows = Object.entries(typed[language] ?? {}).flatMap(([meant, texts]) =>
    texts.map((text) => ({ text, meant: meant.split(' ') })),
  )
  const understood = (text: string) => {
    const heard = assistant.hear(text, [], { language, by: 'assumed' })
    return heard.outOfScope ? 'oos' : heard.intents[0]?.intent
  }
  const missed = (some: typeof rows) =>
    some.flatMap(({ text, meant }) => {
      const given = understood(text) ?? 'nothing'
      return meant.includes(given) ? [] : [`${text} -> ${given}, not ${meant.join(' or ')}`]
    })

  it('are understood nine times of ten', () => {
    const wrong = missed(rows)
    console.info(`${language}: ${rows.length - wrong.length} of ${rows.length} understood\n${wrong.join('\n')}`)
    expect(rows.length).toBeGreaterThan(100)
    expect(1 - wrong.length / rows.length).toBeGreaterThanOrEqual(0.9)
  })

  it('are told when they ask for something else', () => {
    const strange = rows.filter(({ meant }) => meant.includes('oos'))
    expect(missed(strange).length).toBeLessThanOrEqual(2)
  })
})
