import { createInterface } from 'node:readline/promises'
import { type Dialogue, newDialogue } from '../../chat/index.ts'
import { type Context, type Seen, answer, ordersOfEmail, viewOfSource } from '../../service/index.ts'
import { type ShopRow, listShops } from '../../store/index.ts'
import { type Command, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'

export const ask: Command = {
  usage: 'ask TEXT [--as EMAIL] [--language L] [--json]',
  summary: 'answers one question as the assistant would, for the customer with that address',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      as: { type: 'string' },
      language: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const text = positionals.join(' ')
    if (text.trim() === '') throw new UsageError('ask takes a TEXT')
    const { spoken, effects, heard } = await withInstallation(async (ctx) => {
      const customer = await customerOf(ctx, values.as)
      return answer(ctx, { text, ...customer, ...languageFor(ctx, values.language) })
    })
    if (values.json) {
      const { language, intents, outOfScope } = heard
      printJson({
        text: spoken.text,
        choices: spoken.choices,
        evidence: spoken.evidence.map(({ source, ...fact }) => ({ ...fact, source: source && viewOfSource(source) })),
        effects,
        language,
        intents: intents.slice(0, 3),
        outOfScope,
      })
      return
    }
    print(spoken.text)
    for (const { label } of spoken.choices) print(`  › ${label}`)
  },
}

export const chat: Command = {
  usage: 'chat [--as EMAIL] [--language L]',
  summary: 'talks with the assistant in the terminal; an empty line or Ctrl-D ends it',
  run: async (args) => {
    const { values, positionals } = readArguments(args, { as: { type: 'string' }, language: { type: 'string' } })
    if (positionals.length > 0) throw new UsageError('chat takes no text; type it once it runs')
    await withInstallation(async (ctx) => {
      const customer = await customerOf(ctx, values.as)
      const { shop } = customer
      const { language } = { ...customer, ...languageFor(ctx, values.language) }
      let [dialogue, seen]: [Dialogue, Seen] = [newDialogue, customer.seen]
      const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY })
      if (process.stdin.isTTY) print(`Order assistant of ${shop.name}. Ask where your order is; an empty line ends it.`)
      terminal.setPrompt('> ')
      if (process.stdin.isTTY) terminal.prompt()
      for await (const line of terminal) {
        if (line.trim() === '') break
        const after = await answer(ctx, { text: line, dialogue, seen, shop, language })
        dialogue = after.dialogue
        seen = after.seen
        const { spoken, effects } = after
        print(spoken.text === '' ? '(with a person; the assistant is silent)' : spoken.text)
        for (const { label } of spoken.choices) print(`  › ${label}`)
        for (const effect of effects)
          if (effect.do === 'handOver') print(`  (handed over to a person: ${effect.reason})`)
        if (process.stdin.isTTY) terminal.prompt()
      }
      terminal.close()
    })
  },
}

type Customer = {
  readonly seen: Seen
  readonly shop: { readonly name: string; readonly zone: string }
  /** The shop's. */
  readonly language: string | null
}

/** What is assumed of the language until words tell; nothing where none was given. */
function languageFor({ assistant }: Context, language: string | undefined): { language?: string } {
  if (language === undefined) return {}
  if (!assistant.languages.includes(language))
    throw new UsageError(`--language ${language}: taught are ${assistant.languages.join(', ')}`)
  return { language }
}

/** The operator vouches for the address (L4); without one, whoever asks proves an order by its number as any shopper. */
async function customerOf(ctx: Context, email: string | undefined): Promise<Customer> {
  const [shop] = await ctx.store.as(ctx.tenant, (tx): Promise<ShopRow[]> => listShops(tx))
  const orders = email === undefined ? [] : await ordersOfEmail(ctx, email)
  const of = orders[0]?.shop ?? shop ?? { name: 'the shop', zone: 'UTC' }
  return {
    seen: { orders, level: email === undefined ? 'L0' : 'L4' },
    shop: { name: of.name, zone: of.zone },
    language: shop?.language ?? null,
  }
}
