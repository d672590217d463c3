import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { failed, ok, type Result } from '../../model/index.ts'
import { tooLarge } from './parse.ts'

/** An element by its local name: prefixes are the sender's choice. Plain data, so a kept one is JSON. */
export type XmlNode = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** The element's own text, without that of its children. */
  readonly text: string
  readonly children: readonly XmlNode[]
}

export const XmlElement: z.ZodType<XmlNode> = z.object({
  name: z.string(),
  attributes: z.record(z.string(), z.string()),
  text: z.string(),
  children: z.array(z.lazy(() => XmlElement)),
})

/** Real answers nest about 15 deep. */
const maxDepth = 100

// The five entities of XML and character references are decoded below; there are no others without a DOCTYPE.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: '#cdata',
  maxNestedTags: maxDepth,
})

/** Text as an XML document, or a `malformed` failure that says what is wrong with it; never throws. */
export function parseXml(source: string): Result<XmlNode> {
  const large = tooLarge(source)
  if (large) return large
  const bare = (source.startsWith('\uFEFF') ? source.slice(1) : source).trim()
  if (bare === '') return malformed('EMPTY_ANSWER', 'the answer is empty; expected an XML document')
  if (!bare.startsWith('<')) return malformed('NOT_XML', 'expected XML, got other text; send the answer unchanged')
  if (/<!(?:DOCTYPE|ENTITY)/i.test(bare)) {
    return malformed('DOCTYPE', 'the document has a DOCTYPE (a web page?); answers have none, and it is not read')
  }
  try {
    const valid = XMLValidator.validate(bare)
    if (valid !== true) return malformed('NOT_XML', `not whole XML (line ${valid.err.line}); send the answer unchanged`)
    const roots = nodesOf(parser.parse(bare))
    const [root] = roots
    if (!root || roots.length > 1) return malformed('NOT_XML', `expected one root element, got ${roots.length}`)
    return ok(root)
  } catch (error) {
    if (error instanceof Error && /nested/i.test(error.message)) {
      return malformed('TOO_DEEP', `the answer nests more than ${maxDepth} levels deep; no real one does`)
    }
    return malformed('NOT_XML', 'expected XML, got something that only looks like it; send the answer unchanged')
  }
}

/** The first child of that name. */
export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((one) => one.name === name)
}

export function children(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  return node?.children.filter((one) => one.name === name) ?? []
}

/** The trimmed text of the first child of that name; undefined where there is none or it is empty. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
  // PostgreSQL stores neither NUL nor half a surrogate pair.
  return child(node, name)?.text.replaceAll('\0', '').toWellFormed().trim() || undefined
}

/** Every element of one of the names, from the outside in; what lies inside a found one is not looked at. */
export function descendants(node: XmlNode, ...names: readonly string[]): readonly XmlNode[] {
  return names.includes(node.name) ? [node] : node.children.flatMap((one) => descendants(one, ...names))
}

function nodesOf(parsed: unknown): XmlNode[] {
  return list(parsed).flatMap((item) => {
    const tag = Object.keys(item).find((key) => key !== ':@')
    return tag === undefined || tag.startsWith('#') ? [] : [nodeOf(tag, item)]
  })
}

function nodeOf(tag: string, item: Record<string, unknown>): XmlNode {
  const parts = list(item[tag])
  return {
    name: localName(tag),
    attributes: Object.fromEntries(
      Object.entries(record(item[':@']))
        .filter(([key]) => !/^xmlns(?::|$)/.test(key))
        .map(([key, value]) => [localName(key), decode(String(value))]),
    ),
    text: parts.map(ownText).join(''),
    children: nodesOf(parts),
  }
}

function ownText(part: Record<string, unknown>): string {
  if (typeof part['#text'] === 'string') return decode(part['#text'])
  const [inside] = list(part['#cdata'])
  return typeof inside?.['#text'] === 'string' ? inside['#text'] : ''
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (all, decimal, hex, name) => {
    if (name) return named[String(name)] ?? all
    const point = decimal ? Number(decimal) : Number.parseInt(String(hex), 16)
    return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : all
  })
}

/** Text as it stands in an element or an attribute. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')

const localName = (name: string) => name.slice(name.indexOf(':') + 1)
const record = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
const list = (value: unknown) => (Array.isArray(value) ? value.map(record) : [])

function malformed(code: string, message: string): Result<never> {
  return failed({ kind: 'malformed', code, message })
}
