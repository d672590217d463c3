import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseXml, type XmlNode } from './xml.ts'

/** A call another client was seen making. */
type CapturedCall = {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly data?: string
}

const shared = join(import.meta.dirname, '../../../../shared/data/carriers')

/** Calls others recorded of a carrier. Not ours to ship: none where they are absent. */
export function capturedCalls(carrier: string): readonly CapturedCall[] {
  const file = join(shared, carrier, 'request.json')
  if (!existsSync(file)) return []
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly captured: readonly CapturedCall[] }).captured
}

/** An XML body without what only makes it pretty: blanks between elements and prefixes. */
export function plainXml(body: string | undefined): unknown {
  const parsed = parseXml(body ?? '')
  if (!parsed.ok) throw new Error(parsed.failure.message)
  const plain = ({ name, text, children }: XmlNode): unknown =>
    children.length > 0 ? { [name]: children.map(plain) } : { [name]: text.trim() }
  return plain(parsed.value)
}
