import type { CarrierCalls, Failure, Settings } from '../../../model/index.ts'

/** What of an account must appear nowhere: as entered, and as it goes over the wire. */
export function secretsOf({ settings: asked, auth }: CarrierCalls, settings: Settings, token = ''): readonly string[] {
  const plain = [...asked.flatMap(({ id, secret }) => (secret ? (settings[id] ?? '') : '')), token]
  const pairs =
    auth.kind === 'basic'
      ? [basicOf(settings[auth.user], settings[auth.password])]
      : auth.kind === 'oauth2'
        ? [basicOf(settings[auth.clientId], settings[auth.clientSecret])]
        : []
  return [...new Set([...plain, ...pairs].filter((text) => text.length >= shortest).flatMap(forms))].toSorted(
    (a, b) => b.length - a.length,
  )
}

/** Shorter ones would be found in every other sentence; no carrier gives any. */
const shortest = 4

export const basicOf = (user = '', password = '') => Buffer.from(`${user}:${password}`).toString('base64')

const forms = (text: string) => [
  text,
  encodeURIComponent(text),
  new URLSearchParams({ text }).toString().slice('text='.length),
  JSON.stringify(text).slice(1, -1),
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
]

const without = (text: string, secrets: readonly string[]) =>
  secrets.reduce((shown, secret) => shown.replaceAll(secret, '•••'), text)

export const redact = (failure: Failure, secrets: readonly string[]): Failure => ({
  ...failure,
  code: without(failure.code, secrets),
  message: without(failure.message, secrets),
})

/** An answer is kept, so what it repeats of the secrets is taken out; digits alone may be part of a number. */
export const redactBody = (body: string, secrets: readonly string[]): string =>
  without(
    body,
    secrets.filter((secret) => secret.length >= 8 && /\D/.test(secret)),
  )
