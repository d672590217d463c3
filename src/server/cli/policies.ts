import { isId, parseId, type ShopId } from '../../model/index.ts'
import { type Context, policyGaps, savePolicies, showPolicies, viewOfGap, viewOfPolicies } from '../../service/index.ts'
import { listShops } from '../../store/index.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'
import { readText } from './read.ts'

export const policies: Command = {
  usage: 'policies show | set FILE | gaps [--shop ID] [--json]',
  summary:
    'what a shop says of itself (shipping, returns, hours …), as a JSON file; and what shoppers asked of it in vain',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      shop: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const [what, file, ...rest] = positionals
    const fits = what === 'set' ? file !== undefined : (what === 'show' || what === 'gaps') && file === undefined
    if (!fits || rest.length > 0) throw new UsageError('policies takes: show, set FILE, or gaps')
    if (values.shop !== undefined && !isId('shop', values.shop)) {
      throw new UsageError(
        `--shop ${JSON.stringify(values.shop)}: a shop's name is lower-case letters, digits and dashes, such as "acme"`,
      )
    }
    const body = what === 'set' && file !== undefined ? await readJson(file) : undefined
    await withInstallation(async (ctx) => {
      const shop = await shopOf(ctx, values.shop)
      if (what === 'gaps') return showGaps(await policyGaps(ctx, shop), values.json)
      if (what === 'show') {
        const shown = viewOfPolicies(await showPolicies(ctx, shop))
        if (values.json) return printJson(shown)
        return print(JSON.stringify(shown.policies, null, 2))
      }
      const before = await showPolicies(ctx, shop)
      const saved = await savePolicies(ctx, { shop, body, basedOn: before.version })
      if (values.json) return printJson(viewOfPolicies(saved))
      print(
        saved.version === before.version
          ? `shop "${shop}" says the same already (version ${saved.version})`
          : `shop "${shop}" says this from now on (version ${saved.version})`,
      )
    })
  },
}

type Gaps = Awaited<ReturnType<typeof policyGaps>>

function showGaps(gaps: Gaps, json: boolean): void {
  if (json) return printJson(gaps.map(viewOfGap))
  const open = gaps.filter(({ resolvedAt }) => resolvedAt === null)
  if (open.length === 0) return print('nothing was asked that the shop has not told')
  for (const { topic, detail, count, lastAsked } of open) {
    const asked = lastAsked.toString({ smallestUnit: 'minute' })
    print(`${String(count).padStart(5)}  ${topic}${detail === null ? '' : ` ${detail}`}  last asked ${asked}`)
  }
}

/** The one that is named, or the first there is. */
async function shopOf(ctx: Context, given: string | undefined): Promise<ShopId> {
  if (given !== undefined) return parseId('shop', given)
  const [first] = await ctx.store.as(ctx.tenant, (tx) => listShops(tx))
  if (!first) throw new InputError('there is no shop yet')
  return first.id
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError(`${file} is not JSON: ${reason}; examples/policies.json shows what it looks like`)
  }
}
