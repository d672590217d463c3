import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** What is wrong with a file, where, and what would do. Lines and columns count from 1. */
export type Problem = {
  readonly line: number
  readonly column: number
  /** `events.time.format`; empty where it is about the file as a whole. */
  readonly path: string
  readonly message: string
}

type Key = string | number

export type Source =
  | {
      readonly ok: true
      readonly value: unknown
      readonly at: (path: readonly PropertyKey[]) => Pick<Problem, 'line' | 'column'>
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const maxBytes = 64 * 1024
const maxDepth = 24

/**
 * YAML, or the JSON that is part of it, as texts, lists and mappings: every scalar stays the text it is, so the code `010`
 * is not 8 and the country `NO` is not false. Never throws; the time it takes grows with the length alone.
 */
export function readSource(text: string): Source {
  const start = (message: string): Source => ({ ok: false, problems: [{ line: 1, column: 1, path: '', message }] })
  if (Buffer.byteLength(text) > maxBytes) return start(`is longer than ${maxBytes / 1024} KB; a mapping takes a few`)
  if (isDeep(text)) return start(`nests more than ${maxDepth} levels deep; a mapping nests about 5`)
  const lines = new LineCounter()
  const problems: Problem[] = []
  const places = new Map<string, number>()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  const plain = (node: unknown, path: readonly Key[]): unknown => {
    const offset = (node as Node | null)?.range?.[0] ?? places.get(keyOf(path)) ?? 0
    if (!places.has(keyOf(path))) places.set(keyOf(path), offset)
    const refuse = (message: string, where = offset) => {
      problems.push({ ...at(where), path: shownPath(path), message })
    }
    if (node === null) return ''
    if (isAlias(node)) return refuse('is an alias; write out what it stands for')
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      const usual = node.tag === undefined || /^tag:yaml\.org,2002:(?:map|seq|str)$/.test(node.tag)
      if (node.anchor !== undefined || !usual) return refuse('has an anchor or a tag; leave it out')
    }
    if (isScalar(node)) return typeof node.value === 'string' ? node.value : ''
    if (isSeq(node)) return node.items.map((item, index) => plain(item, [...path, index]))
    if (!isMap(node)) return refuse('can not be read')
    const rows = new Map<string, unknown>()
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        refuse('has a key that is no text', (key as Node | null)?.range?.[0] ?? offset)
        continue
      }
      const name = key.value
      if (rows.has(name)) refuse(`has "${short(name)}" twice; keep one`, key.range?.[0])
      places.set(keyOf([...path, name]), key.range?.[0] ?? offset)
      rows.set(name, plain(value, [...path, name]))
    }
    return Object.fromEntries(rows)
  }

  try {
    // Without its own search for doubles, which takes the square of the number of keys.
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    })
    // The others follow from the first.
    for (const { message, pos } of document.errors.slice(0, 1)) {
      const hint = text[pos[0]] === '[' ? "; within { } a path with [] stands in quotes: 'history[]'" : ''
      problems.push({ ...at(pos[0]), path: '', message: `is not whole YAML or JSON: ${message}${hint}` })
    }
    if (problems.length > 0) return { ok: false, problems }
    const value = plain(document.contents, [])
    if (problems.length > 0) return { ok: false, problems }
    return {
      ok: true,
      value,
      at: (path) => {
        for (let length = path.length; length >= 0; length--) {
          const offset = places.get(keyOf(path.slice(0, length).map(String)))
          if (offset !== undefined) return at(offset)
        }
        return { line: 1, column: 1 }
      },
    }
  } catch {
    return start('can not be read as YAML or JSON')
  }
}

const keyOf = (path: readonly Key[]) => JSON.stringify(path.map(String))

export const shownPath = (path: readonly PropertyKey[]): string => path.map(String).join('.').slice(0, 200)

export const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** Brackets anywhere count, dashes at the start of a line, and blanks before its first word. */
function isDeep(text: string): boolean {
  let depth = 0
  for (const char of text) {
    if (char === '[' || char === '{') depth++
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1)
    if (depth > maxDepth) return true
  }
  return text.split('\n').some((line) => /^(?:[ \t]*[-?:][ \t]){9}/.test(line) || /^ {120}/.test(line))
}
