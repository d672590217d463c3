import { z } from 'zod'
import { many } from '../kit/index.ts'
import { meant } from './nearest.ts'
import { type Path, parsePath } from './path.ts'

/** A mapping with these keys and no others. */
export const keys = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined
      const [key = ''] = issue.keys
      return `has no key "${key.slice(0, 60)}"; ${meant(key, Object.keys(shape))}`
    },
  })

/** A text; the example is for the error. */
export const text = (example: string) =>
  z.string({
    error: ({ input }) =>
      input === undefined ? `is missing; one is ${example}` : `expected a text such as ${example}`,
  })

export const word = <const Word extends string>(...words: readonly Word[]) =>
  z.enum(words, {
    error: ({ input }) =>
      input === undefined
        ? `is missing; it is one of ${words.join(', ')}`
        : `is ${JSON.stringify(input)?.slice(0, 60)}; ${meant(typeof input === 'string' ? input : '', words)}`,
  })

export const wholeNumber = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most} was expected`
  return z
    .string(error)
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error))
}

/** A path, or several of which the first that finds a text is taken. */
export function paths(example: string, most?: 1): z.ZodType<readonly [Path, ...Path[]]>
export function paths(example: string, most = 4): z.ZodType<readonly [Path, ...Path[]]> {
  const path = z.string({ error: `expected a path such as ${example}` }).transform((given, context) => {
    const read = parsePath(given)
    if ('steps' in read) return read
    context.issues.push({ code: 'custom', message: read.problem, input: given })
    return z.NEVER
  })
  return many(path).transform((found, context): readonly [Path, ...Path[]] => {
    const [first, ...others] = found
    if (!first)
      context.issues.push({ code: 'custom', message: `is missing; it is a path such as ${example}`, input: found })
    else if (found.length > most)
      context.issues.push({
        code: 'custom',
        message: `takes ${most === 1 ? 'one path' : `up to ${most} paths`}`,
        input: found,
      })
    else return [first, ...others]
    return z.NEVER
  })
}

const kindNames = ['not_found', 'unauthorized', 'rejected', 'rate_limited', 'unreachable', 'malformed'] as const

/** Kind of failure -> codes with blanks between them. */
export const FailureKinds = keys(
  Object.fromEntries(kindNames.map((kind) => [kind, z.string().optional()])) as Record<
    (typeof kindNames)[number],
    z.ZodOptional<z.ZodString>
  >,
)
