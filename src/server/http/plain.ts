import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const css = readFileSync(join(import.meta.dirname, 'plain.css'))

/** The one file plain pages need; its name changes with what is in it. */
export const plainStyle = {
  name: `plain-${createHash('sha256').update(css).digest('base64url').slice(0, 8)}.css`,
  bytes: css,
}

/** A page without a script. `body` is markup: whatever was not written here goes through `text` first. */
export function plainPage({
  title,
  body,
  language = 'en',
  dir = 'ltr',
  narrow = false,
}: {
  title: string
  body: string
  language?: string
  dir?: 'ltr' | 'rtl'
  narrow?: boolean
}): string {
  return `<!doctype html><html lang="${text(language)}"${dir === 'rtl' ? ' dir="rtl"' : ''}><head><meta charset="utf-8"><title>${text(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/assets/${plainStyle.name}"></head><body><main${narrow ? ' class="narrow"' : ''}>${body}</main></body></html>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const text = (plain: string): string => plain.replace(/[&<>"']/g, (char) => entities[char] ?? char)
