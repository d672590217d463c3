import { z } from 'zod'
import { failed, ok, type Result } from '../../model/index.ts'

/** Larger answers are refused unread. */
const maxAnswerBytes = 10 * 1024 * 1024
/** Real answers nest about 12 deep; what is kept of them is stringified again, which recurses. */
const maxDepth = 200

/** Text as JSON, or a `malformed` failure that says what is wrong with it; never throws. */
export function parseJson(source: string): Result<unknown> {
  const large = tooLarge(source)
  if (large) return large
  const bare = source.startsWith('\uFEFF') ? source.slice(1) : source
  if (bare.trim() === '') return malformed('EMPTY_ANSWER', 'the answer is empty; expected a JSON document')
  if (deeperThan(maxDepth, bare)) {
    return malformed('TOO_DEEP', `the answer nests more than ${maxDepth} levels deep; no real one does`)
  }
  try {
    return ok(JSON.parse(bare))
  } catch (error) {
    const detail = error instanceof SyntaxError ? /(?:at|in JSON at) position \d+/.exec(error.message)?.[0] : undefined
    const kind = bare.trimStart().startsWith('<') ? 'XML or HTML' : 'text that is not whole JSON'
    return malformed('NOT_JSON', `expected JSON, got ${kind}${detail ? ` (${detail})` : ''}; send the answer unchanged`)
  }
}

/** A value of the shape a schema describes, or a `malformed` failure naming the first field that is not. */
export function parseShape<Shape>(schema: z.ZodType<Shape>, value: unknown, what: string): Result<Shape> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.')
  return malformed(
    'OTHER_SHAPE',
    `not ${what}: ${path ? `"${path.slice(0, 200)}": ` : ''}${(issue?.message ?? 'unexpected shape').slice(0, 300)}`,
  )
}

export function tooLarge(source: string): Result<never> | undefined {
  const bytes = Buffer.byteLength(source)
  if (bytes <= maxAnswerBytes) return undefined
  return malformed('TOO_LARGE', `${bytes} bytes; answers and files of up to ${maxAnswerBytes} bytes are read`)
}

/** A field that holds text, or a number where the other side forgot the quotes. Null and missing are the same. */
export const text = z
  .union([z.string(), z.number().transform(String), z.null().transform(() => undefined)])
  .optional()
  // PostgreSQL stores neither NUL nor half a surrogate pair.
  .transform((value) => value?.replaceAll('\0', '').toWellFormed())

/** An object of which these fields are read, each of them text. */
export const texts = <Field extends string>(...fields: readonly Field[]) =>
  z.object(Object.fromEntries(fields.map((field) => [field, text])) as Record<Field, typeof text>)

/** What is beside the point is left out when it has another shape, instead of losing the parcel. */
export const aside = <Shape extends z.ZodType>(shape: Shape) => shape.nullish().catch(undefined)

/** A list, or the one thing itself where the other side drops the brackets around a single one. */
export const many = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value == null ? [] : Array.isArray(value) ? value : [value]), z.array(item))

function malformed(code: string, message: string): Result<never> {
  return failed({ kind: 'malformed', code, message })
}

function deeperThan(limit: number, json: string): boolean {
  let depth = 0
  let quoted = false
  for (let i = 0; i < json.length; i++) {
    const char = json.charCodeAt(i)
    if (quoted) {
      if (char === 0x5c) i++
      else if (char === 0x22) quoted = false
    } else if (char === 0x22) quoted = true
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > limit) return true
    } else if (char === 0x7d || char === 0x5d) depth--
  }
  return false
}

/** A row of a table by a key from outside, which may be `constructor`. */
export function lookUp<Row>(table: Readonly<Record<string, Row>>, key: string): Row | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
