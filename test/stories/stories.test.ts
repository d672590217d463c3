import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Example, hear, intents, type Model, train, understand } from '../../src/chat/index.ts'
import { replies } from '../../corpus/en/replies.ts'
import { play, readStories } from './story.ts'

const stories = readStories(new URL('../../corpus/en/stories/', import.meta.url))
const utterances = new URL('../../corpus/en/utterances/', import.meta.url)

describe('stories, with the intents they give', () => {
  it('are at least forty, each with its own title', () => {
    expect(new Set(stories.map(({ title }) => title)).size).toBe(stories.length)
    expect(stories.length).toBeGreaterThanOrEqual(40)
  })

  it.each(stories)('$title', (story) => {
    expect(play(story).faults).toEqual([])
  })

  it('a story that asks for what is not said fails', () => {
    const story = stories.find(({ customer }) => customer === 'on-its-way')
    const wrong = { ...story, turns: story?.turns.map((turn) => ({ ...turn, says: ['place:Atlantis'] })) }
    expect(play(wrong as (typeof stories)[number]).faults).toHaveLength(1)
  })
})

describe.skipIf(!existsSync(utterances))('stories, with what is understood of the words', () => {
  let model: Model
  beforeAll(() => {
    model = train(readUtterances())
  }, 60_000)

  it('understands its own buttons', () => {
    // giving a number and small talk are never put as a choice
    const buttons = intents.filter((intent) => intent !== 'provide_info')
    const misread = buttons.filter((intent) => {
      const heard = understand(model, { text: replies.words.topics[intent] })
      return heard.outOfScope || heard.intents[0]?.intent !== intent
    })
    expect(misread).toEqual([])
  })

  it('goes as told in at least four of five', () => {
    const told = stories.filter(({ turns }) => turns.every((turn) => !('intents' in turn && turn.intents)))
    const failed = told.flatMap((story) => {
      const { faults } = play(story, (said, world) => hear(model, said.user, world))
      return faults[0] === undefined ? [] : [`${story.title}: ${faults[0]}`]
    })
    console.info(`${told.length - failed.length} of ${told.length} stories pass end to end\n${failed.join('\n')}`)
    expect(1 - failed.length / told.length).toBeGreaterThanOrEqual(0.8)
  })
})

const Utterance = z.object({ text: z.string() })

function readUtterances(): Example[] {
  return readdirSync(utterances).flatMap((file) =>
    readFileSync(new URL(file, utterances), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ text: Utterance.parse(JSON.parse(line)).text, label: file.replace('.jsonl', '') })),
  )
}
