import {
  type CarrierAccount,
  type CarrierCalls,
  type CarrierRequest,
  failed,
  ok,
  type Result,
} from '../../../model/index.ts'

/**
 * Where a request goes. The account's own address takes the place of the carrier's, also for hosts that a request names in
 * full, so that a rehearsal is never left half-way. TLS everywhere but on this machine.
 */
export function addressOf(
  { path, query = {} }: CarrierRequest,
  { baseUrl: own }: Pick<CarrierAccount, 'baseUrl'>,
  { baseUrl }: Pick<CarrierCalls, 'baseUrl'>,
): Result<URL> {
  const base = URL.parse(own ?? baseUrl)
  if (!base || !isPrivate(base)) {
    const given = own === null ? "the carrier's" : "the account's"
    return refused(`${given} address has to be https://host, or http:// to this machine; without user and password`)
  }
  const elsewhere = path.startsWith('/') ? undefined : URL.parse(path)
  if (elsewhere === null || (elsewhere && !isPrivate(elsewhere)))
    return refused('a request names an address that is not https://')
  const root = elsewhere && own === null ? elsewhere.origin : `${base.origin}${base.pathname.replace(/\/$/, '')}`
  const url = URL.parse(`${root}${elsewhere ? `${elsewhere.pathname}${elsewhere.search}` : path}`)
  // A host can't be changed by what follows it, but a path that climbs would be another request than the one meant.
  if (!url || !root.startsWith(url.origin) || climbs.test(path.replaceAll(/%2e/gi, '.')))
    return refused('a request has a path that leads somewhere else')
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return ok(url)
}

const climbs = /^[^?]*\/\.{1,2}(?:[/?]|$)/

function isPrivate({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname))
}

const refused = (message: string) => failed({ kind: 'rejected', code: 'BAD_ADDRESS', message })
