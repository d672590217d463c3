import type { FastifyRequest } from 'fastify'
import { pageLanguages } from './words.ts'

/** Languages from the right, of those a page may be in. */
const fromTheRight: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur'])

export const directionOf = (language: string): 'ltr' | 'rtl' => (fromTheRight.has(baseOf(language)) ? 'rtl' : 'ltr')

/**
 * The language of a page: the one the address names (`?lang=de`), else the customer's by the order, else the first the browser
 * wants that there is, else the shop's. A region is kept, for how dates are written.
 */
export function languageFor(request: FastifyRequest, { order, shop }: { order?: string | null; shop: string }): string {
  const wanted = [langOf(request), order ?? null, ...accepted(request.headers['accept-language'] ?? ''), shop]
  return wanted.flatMap((tag) => (tag === null ? [] : (offered(tag) ?? [])))[0] ?? 'en'
}

/** What the address names, as far as there are pages in it. */
export function langOf({ query }: FastifyRequest): string | null {
  const { lang } = (query ?? {}) as { lang?: unknown }
  return typeof lang === 'string' ? offered(lang) : null
}

/** A path that keeps the language its page was asked for in. */
export const inLanguage = (path: string, lang: string | null): string =>
  lang === null ? path : `${path}?${new URLSearchParams({ lang }).toString()}`

export const baseOf = (tag: string): string => tag.toLowerCase().split(/[-_]/, 1)[0] ?? ''

/** `de-AT,en;q=0.8` as tags, the most wanted first. */
function accepted(header: string): string[] {
  return header
    .slice(0, longestHeader)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((one) => one.trim())
      const quality = parameters.find((one) => /^q=/i.test(one))
      const q = quality === undefined ? 1 : Number(quality.slice(2))
      return { tag, q: Number.isFinite(q) ? q : 0 }
    })
    .filter(({ tag, q }) => tag !== '' && q > 0)
    .toSorted((a, b) => b.q - a.q)
    .map(({ tag }) => tag)
}

const longestHeader = 1_000

/** The tag in its canonical form, where there are pages in its language. */
function offered(tag: string): string | null {
  if (!pageLanguages.includes(baseOf(tag))) return null
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}
