/** The lengths a pattern takes and the characters it may begin with, so that most patterns need not be tried. */
export type Reach = { readonly lengths: ReadonlySet<number>; readonly first: ReadonlySet<string> }

/**
 * Reads a pattern of literals, `\d`, classes, groups, `|`, `?`, `{n}`, `{n,m}` and looks ahead; throws at anything else.
 * May promise too much, never too little.
 */
export function reachOf(pattern: RegExp): Reach {
  const text = new Text(pattern.source.replace(/^\^|\$$/g, ''))
  const reach = either(text)
  if (!text.ended()) throw new Error(`reach.ts can't read ${pattern} from ${text.rest()} on`)
  return reach
}

type Part = Reach

const nothing: Part = { lengths: new Set([0]), first: new Set() }

function either(text: Text): Part {
  let part = row(text)
  while (text.takes('|')) {
    const other = row(text)
    part = { lengths: part.lengths.union(other.lengths), first: part.first.union(other.first) }
  }
  return part
}

function row(text: Text): Part {
  let part = nothing
  while (!text.ended() && !text.sees('|') && !text.sees(')')) part = then(part, times(one(text), text))
  return part
}

function one(text: Text): Part {
  if (text.match(/^\(\?[!=][^()]*\)/)) return nothing
  if (text.match(/^\((?:\?:|\?<\w+>)/)) {
    const inner = either(text)
    if (!text.takes(')')) throw new Error(`reach.ts misses a ) before ${text.rest()}`)
    return inner
  }
  if (text.takes('\\d')) return { lengths: new Set([1]), first: digits }
  const set = text.match(/^\[((?:[0-9A-Z](?:-[0-9A-Z])?)+)\]/)
  if (set) return { lengths: new Set([1]), first: new Set(expand(set[1] ?? '')) }
  const literal = text.match(/^[0-9A-Z]/)
  if (literal) return { lengths: new Set([1]), first: new Set([literal[0]]) }
  throw new Error(`reach.ts can't read ${text.rest()}`)
}

function times(part: Part, text: Text): Part {
  const found = text.takes('?') ? ['', '0', '1'] : text.match(/^\{(\d+)(?:,(\d+))?\}/)
  if (!found) return part
  const least = Number(found[1])
  const most = Number(found[2] ?? found[1])
  let whole = nothing
  let lengths = new Set<number>(least === 0 ? [0] : [])
  for (let n = 1; n <= most; n++) {
    whole = then(whole, part)
    if (n >= least) lengths = lengths.union(whole.lengths)
  }
  return { lengths, first: part.first }
}

function then(before: Part, after: Part): Part {
  const lengths = new Set<number>()
  for (const a of before.lengths) for (const b of after.lengths) lengths.add(a + b)
  return { lengths, first: before.lengths.has(0) ? before.first.union(after.first) : before.first }
}

const digits: ReadonlySet<string> = new Set('0123456789')

function* expand(set: string) {
  for (const [, from = '', to = from] of set.matchAll(/(.)(?:-(.))?/g)) {
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) yield String.fromCharCode(code)
  }
}

class Text {
  private at = 0
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }
  rest(): string {
    return this.text.slice(this.at)
  }
  ended(): boolean {
    return this.at === this.text.length
  }
  sees(sign: string): boolean {
    return this.text.startsWith(sign, this.at)
  }
  takes(sign: string): boolean {
    const seen = this.sees(sign)
    if (seen) this.at += sign.length
    return seen
  }
  match(pattern: RegExp): RegExpMatchArray | null {
    const found = this.rest().match(pattern)
    if (found) this.at += found[0].length
    return found
  }
}
