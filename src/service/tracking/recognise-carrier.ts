import type { Around, Recognised } from '../../model/index.ts'
import { type ParcelRow, type Tx, carriersInUse } from '../../store/index.ts'
import type { Context } from '../context.ts'

/** From this score on nothing else looks like the number. */
const sure = 0.9

/** With hints: likelier than not, and clearly ahead of whatever else it may be. */
const likely = 0.4
const ahead = 0.1

/**
 * The carrier a number belongs to: by checksum where nothing else's is right, else the one that is named beside it or shipped
 * with, where it is likely and clearly ahead. Null where it can't be told; never by format or destination alone.
 */
export function recogniseCarrier(
  { recognition }: Pick<Context, 'recognition'>,
  number: string,
  around: Around = {},
): string | null {
  const alone = recognition.recognise(number)
  const [first, ...rest] = alone.filter(({ checksum }) => checksum)
  if (first && first.score >= sure && rest.every(({ carrier }) => carrier === first.carrier)) return first.carrier
  const { words, carriers } = around
  const told = words === undefined ? null : namedAlone({ recognition }, number, words, alone)
  if (told) return told
  const named = recognition.recognise(number, { ...(words !== undefined && { words }), ...(carriers && { carriers }) })
  const [best, ...others] = recognition.recognise(number, around)
  if (!best || best.score < likely) return null
  const scoreIn = (candidates: typeof alone) => candidates.find(({ format }) => format === best.format)?.score ?? 0
  if (scoreIn(named) <= scoreIn(alone)) return null
  return others.every(({ carrier, score }) => carrier === best.carrier || best.score - score >= ahead)
    ? best.carrier
    : null
}

/** The one carrier that the words name, where the number may well be its. */
function namedAlone(
  { recognition }: Pick<Context, 'recognition'>,
  number: string,
  words: string,
  alone: readonly Recognised[],
): string | null {
  const without = new Map(alone.map(({ format, score }) => [format, score]))
  const named = recognition
    .recognise(number, { words })
    .filter(({ format, score }) => score >= likely && score > (without.get(format) ?? 0))
  const [first] = named
  return first && named.every(({ carrier }) => carrier === first.carrier) ? first.carrier : null
}

/** Whose number it is by the merchant's own parcels: as set by hand, else as all of them say. */
export function ownCarrier(rows: readonly Pick<ParcelRow, 'carrier' | 'chosen'>[]): string | null {
  const chosen = rows.find((row) => row.chosen && row.carrier !== null)
  if (chosen) return chosen.carrier
  const carriers = new Set(rows.flatMap(({ carrier }) => carrier ?? []))
  const [only] = carriers
  return carriers.size === 1 ? (only ?? null) : null
}

/** What is known around a number, for telling whose it is. */
export async function aroundOf(
  tx: Tx,
  { country, words }: { country?: string | null; words?: string | null } = {},
): Promise<Around> {
  return { carriers: await carriersInUse(tx), ...(country && { country }), ...(words && { words }) }
}
