import type { XmlNode } from '../kit/index.ts'

/** A way down an answer. */
export type Path = { readonly steps: readonly Step[]; readonly written: string }
/** `every`: each of a list. An empty name stays where it is. */
type Step = { readonly name: string; readonly every: boolean }

const maxSteps = 12
const step = /^(?:'([^']{1,80})'|(@?[\p{L}\p{N}_:#$-]{1,80}))?((?:\[\*?\])?)$/u

/**
 * `shipments[].history[]`, `state.code`, `'odd.name'.text`, `@id` (an attribute), `$` (the thing itself); the problem with
 * it where it is none.
 */
export function parsePath(written: string): Path | { readonly problem: string } {
  const bare = written.trim()
  if (bare === '$') return { steps: [], written: bare }
  const parts = bare.match(/'[^']*'(?:\[[^\]]*\])?|[^.']+|(?<=\.|^)(?=\.|$)/g) ?? []
  const problem = `"${bare.slice(0, 60)}" is no path`
  if (bare === '' || parts.join('.') !== bare) return { problem: `${problem}; one is shipments[].state.code` }
  if (parts.length > maxSteps) return { problem: `${problem}: more than ${maxSteps} steps` }
  const steps: Step[] = []
  for (const [index, part] of parts.entries()) {
    const index0 = /\[\d+\]$/.test(part)
    if (index0)
      return { problem: `${problem}: write [] for each of a list; of texts the first that holds something is taken` }
    const match = step.exec(part)
    const name = match?.[1] ?? match?.[2] ?? ''
    const every = (match?.[3] ?? '') !== ''
    if (!match || (name === '' && !(every && index === 0)))
      return { problem: `${problem}: "${part.slice(0, 40)}" is no step of one; names with other signs stand in '…'` }
    if (name.startsWith('@') && match[1] === undefined && index < parts.length - 1)
      return { problem: `${problem}: an attribute, ${name.slice(0, 40)}, holds nothing else` }
    steps.push({ name, every })
  }
  return { steps, written: bare }
}

/** What paths find in an answer of one format. */
export type Tree = {
  /** Every thing there, lists taken apart. */
  readonly list: (path: Path, from: unknown) => readonly unknown[]
  /** The first text that is not blank. */
  readonly text: (paths: readonly Path[] | undefined, from: unknown) => string | undefined
  /** Whether there is a thing or a list, be it an empty one. */
  readonly reaches: (path: Path, from: unknown) => boolean
}

export const jsonTree: Tree = treeOf(
  (name, value) => (isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : []),
  (value) =>
    typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : '',
)

/** By local names. A path from the document on begins with the name of its root. */
export const xmlTree: Tree = treeOf(
  (name, value) => {
    if (!isElement(value)) return []
    if (!name.startsWith('@')) return value.children.filter((one) => one.name === name)
    const key = name.slice(1)
    return Object.hasOwn(value.attributes, key) ? [value.attributes[key]] : []
  },
  (value) => (typeof value === 'string' ? value : isElement(value) ? value.text.trim() : ''),
)

/** A document as the thing its root is in. */
export const above = (root: XmlNode): XmlNode => ({ name: '', attributes: {}, text: '', children: [root] })

function treeOf(into: (name: string, value: unknown) => readonly unknown[], textIn: (value: unknown) => string): Tree {
  const walk = ({ steps }: Path, from: unknown): readonly unknown[] => {
    let found: readonly unknown[] = [from]
    for (const { name, every } of steps) {
      if (name !== '') found = found.flatMap((one) => into(name, one))
      if (every) found = found.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one]))
    }
    return found.filter((one) => one !== null && one !== undefined)
  }
  return {
    list: (path, from) => walk(path, from).flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one])),
    text: (paths = [], from) => {
      for (const path of paths) {
        for (const one of walk(path, from)) {
          // PostgreSQL stores neither NUL nor half a surrogate pair.
          const text = textIn(one).replaceAll('\0', '').toWellFormed()
          if (text.trim() !== '') return text
        }
      }
      return undefined
    },
    reaches: ({ steps, written }, from) => {
      const last = steps.at(-1)
      const whole = last ? [...steps.slice(0, -1), { ...last, every: false }] : []
      return walk({ steps: whole, written }, from).some((one) => typeof one === 'object')
    },
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Its slice was held against the whole shape before. */
const isElement = (value: unknown): value is XmlNode =>
  isRecord(value) &&
  typeof value['text'] === 'string' &&
  Array.isArray(value['children']) &&
  isRecord(value['attributes'])
