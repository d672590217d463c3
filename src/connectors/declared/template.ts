import { escapeXml, parseJson, parseXml } from '../kit/index.ts'

/** A text with `{names}` in it. */
export type Template = { readonly names: readonly string[]; readonly written: string }

const placeholder = /\{([A-Za-z]\w{0,40})\}/g

export const parseTemplate = (written: string): Template => ({
  names: [...written.matchAll(placeholder)].map(([, name = '']) => name),
  written,
})

/** The text with values in the places of their names, each as `escape` writes it. */
export function fill(
  { written }: Template,
  values: Readonly<Record<string, string>>,
  escape: (value: string) => string,
) {
  return written.replaceAll(placeholder, (_, name: string) =>
    escape(Object.hasOwn(values, name) ? (values[name] ?? '') : ''),
  )
}

export type BodyType = 'json' | 'xml' | 'form'

type Writing = { readonly contentType: string; readonly escape: (value: string) => string; readonly between: string }

/** How values stand in a body, and several numbers in the place of one. */
export const writing: Readonly<Record<BodyType, Writing>> = {
  json: {
    contentType: 'application/json',
    escape: (value) => JSON.stringify(value.toWellFormed()).slice(1, -1),
    between: ',',
  },
  xml: { contentType: 'text/xml; charset=utf-8', escape: escapeXml, between: '' },
  form: {
    contentType: 'application/x-www-form-urlencoded',
    escape: (value) => encodeURIComponent(value.toWellFormed()),
    between: '%2C',
  },
}

export type Body = { readonly type: BodyType; readonly text: Template; readonly each: Template }

export function fillBody(
  { type, text, each }: Body,
  numbers: readonly string[],
  values: Readonly<Record<string, string>>,
): string {
  const { escape, between } = writing[type]
  const all = numbers.map((number) => fill(each, { ...values, number }, escape)).join(between)
  return fill(
    { ...text, written: text.written.replaceAll('{numbers}', '\0') },
    { ...values, number: numbers[0] ?? '' },
    escape,
  ).replaceAll('\0', () => all)
}

/** Values that would break out of a place they are not meant to be in. */
const hostile = '"a\\b<c>\'&{d}'

/** Why no value may be put into the body: it is not of its format then. */
export function bodyProblem(body: Body): string | undefined {
  const names = [...body.text.names, ...body.each.names]
  const filled = fillBody(body, [hostile, 'B2'], Object.fromEntries(names.map((name) => [name, hostile])))
  if (body.type === 'json' && !parseJson(filled).ok)
    return 'is no JSON once filled; {number} and settings stand within quotes: {"id": "{number}"}, {numbers} within brackets: {"ids": [{numbers}]}'
  if (body.type === 'xml' && !parseXml(filled).ok)
    return 'is no XML document once filled; {number} stands as text or in a quoted attribute: <Id>{number}</Id>'
  return undefined
}
