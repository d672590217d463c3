import { type Suggestion, masked, suggester } from '../../insight/index.ts'
import {
  type CodeText,
  type UnmappedRow,
  currentMappings,
  textsOfKnown,
  textsOfUnmapped,
  unmappedCodes,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { noCarrier } from './overlay.ts'
import { shippedCodes } from './shipped-codes.ts'

/** A code nobody has given a meaning, and what it may mean. */
export type UnmappedCode = UnmappedRow & {
  /** At most three of its texts, what may be personal left out. */
  readonly examples: readonly string[]
  /** Best first, each of another milestone; empty where nothing is like it. Never applied by themselves. */
  readonly suggestions: readonly Suggestion[]
}

/** Codes without a milestone, most frequent first: the queue of whoever maps them. */
export async function listUnmapped(
  ctx: Context,
  { carrier, limit = 200 }: { carrier?: string; limit?: number } = {},
): Promise<UnmappedCode[]> {
  requireScope(ctx, 'parcels:read')
  const { rows, texts, known } = await ctx.store.as(ctx.tenant, async (tx) => {
    const settled = new Set(
      (await currentMappings(tx)).filter(({ withdrawn }) => !withdrawn).map((one) => keyOf(one.carrier, one.code)),
    )
    const all = await unmappedCodes(tx, mostCodes)
    const open = all
      .filter((row) => carrier === undefined || (row.carrier ?? noCarrier) === carrier)
      .filter((row) => !settled.has(keyOf(row.carrier ?? noCarrier, row.code)) && !saysNothing(ctx, row))
      .slice(0, limit)
    if (open.length === 0) return { rows: open, texts: [], known: [] }
    const codes = [...new Set(open.map(({ code }) => code))]
    return {
      rows: open,
      texts: await textsOfUnmapped(tx, codes, textsEach),
      known: await textsOfKnown(tx, knownParcels),
    }
  })
  if (rows.length === 0) return []
  const textsOf = Map.groupBy(texts, (one) => keyOf(one.carrier ?? noCarrier, one.code))
  const suggest = suggester(wordedCodes(known))
  return rows.map((row) => {
    const own = textsOf.get(keyOf(row.carrier ?? noCarrier, row.code)) ?? []
    return {
      ...row,
      examples: examplesOf(own),
      suggestions: suggest({ carrier: row.carrier, code: row.code, texts: own.slice(0, 3).map(({ text }) => text) }),
    }
  })
}

const mostCodes = 1000
const textsEach = 20
/** Of so many parcels the known codes' texts are looked at. */
const knownParcels = 300

const keyOf = (carrier: string, code: string) => `${carrier} ${code}`

/** The connector knows the code and knows that it tells nothing of where the parcel is. */
const saysNothing = ({ carriers }: Pick<Context, 'carriers'>, { carrier, code }: UnmappedRow) =>
  shippedCodes(carriers.get(carrier ?? ''), code).some(({ status }) => status === null)

const maskedOf = (texts: readonly CodeText[]) =>
  // Parcels of nobody known may be one person's.
  masked(texts.map(({ person, text }) => ({ owner: person ?? '', text })))

/** The most frequent ones. */
function examplesOf(texts: readonly CodeText[]): string[] {
  const counted = new Map<string, number>()
  for (const text of maskedOf(texts)) counted.set(text, (counted.get(text) ?? 0) + 1)
  return [...counted]
    .filter(([text]) => /\p{L}/u.test(text))
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([text]) => text)
}

function wordedCodes(known: readonly CodeText[]) {
  const groups = Map.groupBy(known, ({ carrier, code, status }) => `${keyOf(carrier ?? noCarrier, code)} ${status}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first?.status) return []
    const { carrier, code, status } = first
    const shown = maskedOf(group)
    return group.map(({ text }, i) => ({ carrier: carrier ?? noCarrier, code, status, text, shown: shown[i] ?? '' }))
  })
}
