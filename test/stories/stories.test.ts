import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Example, hearIn, intents, type Model, train, trainFeelings, understand } from '../../src/chat/index.ts'
import { readFeelings } from '../../src/server/feelings.ts'
import { play, readStories, repliesOf, type StoryLanguage } from './story.ts'

const told = { en: readStories('en'), de: readStories('de') }
const languages = Object.keys(told) as StoryLanguage[]
const corpus = new URL('../../corpus/', import.meta.url)
const utterancesOf = (language: StoryLanguage) => new URL(`${language}/utterances/`, corpus)

describe.each(languages)('stories in %s, with the intents they give', (language) => {
  const stories = told[language]

  it('are many, each with its own title', () => {
    expect(new Set(stories.map(({ title }) => title)).size).toBe(stories.length)
    expect(stories.length).toBeGreaterThanOrEqual(language === 'en' ? 40 : 25)
  })

  it.each(stories)('$title', (story) => {
    expect(play(story).faults).toEqual([])
  })

  it('a story that asks for what is not said fails', () => {
    const story = stories.find(({ turns }) => turns.length === 1)
    const wrong = { ...story, turns: story?.turns.map((turn) => ({ ...turn, says: ['place:Atlantis'] })) }
    expect(play(wrong as (typeof stories)[number]).faults).toHaveLength(1)
  })
})

const taught = languages.filter((language) => existsSync(utterancesOf(language)))

describe.each(taught)('stories in %s, with what is understood of the words', (language) => {
  const replies = repliesOf[language]
  let model: Model
  let feelings: Model
  beforeAll(async () => {
    const utterances = readUtterances(utterancesOf(language))
    model = train(utterances)
    const felt = await readFeelings({ folder: fileURLToPath(corpus), language }, utterances)
    feelings = trainFeelings(felt ?? [])
  }, 60_000)

  it('understands its own buttons', () => {
    // giving a number and small talk are never put as a choice
    const buttons = intents.filter((intent) => intent !== 'provide_info')
    const misread = buttons.filter((intent) => {
      const heard = understand(model, { text: replies.words.topics[intent], language })
      return heard.outOfScope || heard.intents[0]?.intent !== intent
    })
    expect(misread).toEqual([])
  })

  it('goes as told in at least four of five', () => {
    const plain = told[language].filter(({ turns }) =>
      turns.every((turn) => 'outcome' in turn || (!turn.intents && !turn.language)),
    )
    const upset = plain
      .filter(({ turns }) => turns.some((turn) => 'user' in turn && turn.sentiment === 'negative'))
      .map(({ title }) => title)
    expect(upset.length).toBeGreaterThanOrEqual(3)
    const failed = plain.flatMap((story) => {
      const { faults } = play(story, (said, { orders }) => hearIn(model, said.user, { orders, language, feelings }))
      return faults[0] === undefined ? [] : [`${story.title}: ${faults[0]}`]
    })
    console.info(
      `${language}: ${plain.length - failed.length} of ${plain.length} stories pass end to end\n${failed.join('\n')}`,
    )
    expect(1 - failed.length / plain.length).toBeGreaterThanOrEqual(0.8)
    expect(failed.filter((fault) => upset.some((title) => fault.startsWith(title)))).toEqual([])
  })
})

const Utterance = z.object({ text: z.string() })

function readUtterances(folder: URL): Example[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(new URL(file, folder), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ text: Utterance.parse(JSON.parse(line)).text, label: file.replace('.jsonl', '') })),
  )
}
