import { actors, reasonParties } from '../../model/index.ts'
import {
  type CodeMapping,
  type Context,
  carrierCodes,
  carrierName,
  listUnmapped,
  mapCode,
  runMappings,
  unmapCode,
  viewOfMapping,
  viewOfUnmapped,
} from '../../service/index.ts'
import { currentMapping } from '../../store/index.ts'
import { type Command, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'

export const codes: Command = {
  usage: `codes [list [--carrier ID]] [--json]
       whereabouts codes map CARRIER CODE STATUS|nothing [--reason PARTY:CODE] [--action WHO:WHAT] [--override] [--json]
       whereabouts codes unmap CARRIER CODE [--json]`,
  summary:
    'carrier codes nobody has given a meaning, and what they may mean; gives them one, in the history there is too',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      carrier: { type: 'string' },
      reason: { type: 'string' },
      action: { type: 'string' },
      override: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    })
    const [what = 'list', carrier, code, status, ...rest] = positionals
    if (what === 'list' && carrier === undefined) return list(values.carrier, values.json)
    if (what === 'map' && carrier !== undefined && code !== undefined && status !== undefined && rest.length === 0) {
      const body = {
        status: status === 'nothing' ? null : status,
        reason: readPair('--reason', values.reason, reasonParties, ([party, of]) => ({ party, code: of })),
        action: readPair('--action', values.action, actors, ([by, of]) => ({ by, what: of })),
        override: values.override,
      }
      return change({ carrier, code, json: values.json }, (ctx) => mapCode(ctx, { carrier, code, body, basedOn: null }))
    }
    if (what === 'unmap' && carrier !== undefined && code !== undefined && status === undefined)
      return change({ carrier, code, json: values.json }, (ctx) => unmapCode(ctx, { carrier, code, basedOn: null }))
    throw new UsageError('codes takes: list, map CARRIER CODE STATUS, or unmap CARRIER CODE')
  },
}

async function list(carrier: string | undefined, json: boolean): Promise<void> {
  await withInstallation(async (ctx) => {
    const queue = await listUnmapped(ctx, carrier === undefined ? {} : { carrier })
    if (json) return printJson(queue.map(viewOfUnmapped))
    if (queue.length === 0) return print('every code that came has a meaning')
    for (const row of queue) {
      const { code, count, parcels, examples, suggestions } = viewOfUnmapped(row)
      const of = row.carrier === null ? 'no known carrier' : carrierName(ctx, row.carrier)
      print(`${code}  of ${of}: ${counted(count, 'scan')} of ${counted(parcels, 'parcel')}`)
      for (const example of examples) print(`    "${example}"`)
      const [best] = suggestions
      if (best) print(`    may be ${best.status} (${best.score}), because ${best.because}`)
    }
    print('give one a meaning with: whereabouts codes map CARRIER CODE STATUS')
  })
}

async function change(
  { carrier, code, json }: { carrier: string; code: string; json: boolean },
  save: (ctx: Context) => Promise<CodeMapping>,
): Promise<void> {
  await withInstallation(async (ctx) => {
    const before = await ctx.store.as(ctx.tenant, (tx) => currentMapping(tx, { carrier, code }))
    const saved = await save(ctx)
    await runMappings(ctx, {
      onProgress: ({ parcels, changed }) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${changed} of ${counted(parcels, 'parcel')} changed`)
      },
    })
    if (process.stderr.isTTY) process.stderr.write('\n')
    // A running `start` may have done a part of it.
    const { mappings } = await carrierCodes(ctx, carrier)
    const mapping = mappings.find((one) => one.code === code) ?? saved
    if (json) return printJson(viewOfMapping(mapping))
    const same = before?.version === saved.version ? ' already' : ''
    const { meaning } = saved
    const says = meaning
      ? `means ${meaning.status ?? 'nothing of where the parcel is'}${same}`
      : 'has no meaning of yours any more'
    print(`${code} of ${carrierName(ctx, carrier)} ${says} (version ${saved.version})`)
    if (saved.note !== null) print(saved.note)
    print(
      `${counted(mapping.history?.parcels ?? 0, 'parcel')} had such a scan, ${mapping.history?.changed ?? 0} changed`,
    )
  })
}

const counted = (n: number, thing: string) => `${n} ${thing}${n === 1 ? '' : 's'}`

/** `recipient:not_home` as a pair whose first part is one of `known`. */
function readPair<First extends string, Pair>(
  option: string,
  given: string | undefined,
  known: readonly First[],
  make: (pair: readonly [First, string]) => Pair,
): Pair | null {
  if (given === undefined) return null
  const [, name, rest] = /^([^:]+):(.+)$/s.exec(given) ?? []
  const first = known.find((one) => one === name)
  if (first === undefined || rest === undefined) {
    throw new UsageError(
      `${option} ${JSON.stringify(given)}: it looks like ${known[0]}:some_word, and before the colon is one of ${known.join(', ')}`,
    )
  }
  return make([first, rest])
}
