import type { World } from '../dialogue.ts'
import { languageAskedFor } from '../understand/index.ts'
import { say, type Say, told } from '../speak/index.ts'
import type { Flow } from './flow.ts'

/** Small talk: one short sentence, and back to the order. */
const talk = (reply: (world: World) => Say): Flow => ({ about: 'talk', answer: (world) => ({ say: [reply(world)] }) })

const shopName = ({ shop }: World) => ({ shop: told('shop', shop.name, null) })

export const greet = talk((world) => say('greet', shopName(world)))
export const bot = talk((world) => say('bot', shopName(world)))
export const goodbye = talk(() => say('goodbye', {}))
export const thanks = talk(() => say('welcome', {}))
export const help = talk(() => say('help', {}))
export const feedback = talk(() => say('thanksForTelling', {}))
export const nevermind = talk(() => say('allRight', {}))

/** Another language, please: spoken from here on where we have it, else told which there are. */
export const anotherLanguage: Flow = {
  about: 'talk',
  answer: ({ languages }, _, heard) => {
    const asked = heard && languageAskedFor(heard.text, heard.language, languages)
    if (asked !== null) return { say: [say('switched', {})], language: asked }
    return { say: [say('ourLanguages', { languages: told('languages', languages, null) })] }
  },
}
/** "yes", "again", "here you are" with nothing they could belong to. */
export const askAway = talk(() => say('askAway', {}))
