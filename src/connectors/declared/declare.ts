import type { DescribedCarrier } from '../kit/define-carrier.ts'
import type { DeclaredNumbers } from '../recognition/index.ts'
import { carrierOf } from './carrier.ts'
import { Mapping } from './mapping.ts'
import { type Problem, readSource, shownPath } from './source.ts'

export type Declaration =
  | { readonly ok: true; readonly carrier: DescribedCarrier; readonly numbers: DeclaredNumbers }
  /** `id`: whose mapping it would have been, where that can be told. */
  | { readonly ok: false; readonly id: string | null; readonly problems: readonly Problem[] }

/** A carrier from the text of a mapping file, YAML or JSON; nothing of it is run, fetched or opened. Never throws. */
export function declareCarrier(source: string): Declaration {
  const read = readSource(source)
  if (!read.ok) return { ok: false, id: null, problems: read.problems }
  const { value, at } = read
  const refuse = (problems: readonly Problem[]): Declaration => ({ ok: false, id: idIn(value), problems })
  const parsed = Mapping.safeParse(value, {
    error: ({ code, input }) =>
      code === 'invalid_type' ? (input === undefined ? 'is missing' : `expected ${expectedIn(input)}`) : undefined,
  })
  if (!parsed.success) {
    return refuse(
      parsed.error.issues.slice(0, 20).map((issue) => {
        const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
        return { ...at(path), path: shownPath(issue.path), message: issue.message }
      }),
    )
  }
  const { id, name, countries = [], recognise = [] } = parsed.data
  return { ok: true, carrier: carrierOf(parsed.data), numbers: { id, name, countries, shapes: recognise } }
}

const expectedIn = (input: unknown) =>
  typeof input === 'string' ? 'keys and values here, got a text' : 'something else here'

function idIn(value: unknown): string | null {
  const id: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  return typeof id === 'string' ? id : null
}
