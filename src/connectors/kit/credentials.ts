import type { CarrierCalls, Setting } from '../../model/index.ts'

type Identity = Pick<CarrierCalls, 'settings' | 'auth'>

export const setting = (id: string, label: string, rest: Partial<Omit<Setting, 'id' | 'label'>> = {}): Setting => ({
  id,
  label,
  secret: false,
  ...rest,
})

export const secret = (id: string, label: string): Setting => setting(id, label, { secret: true })

/** OAuth 2.0 client credentials (RFC 6749, 4.4), id and secret in the Basic header unless said otherwise. */
export const clientCredentials = (
  path: string,
  { client = 'basic', scope }: { client?: 'basic' | 'form' | 'json'; scope?: string } = {},
): Identity => ({
  settings: [setting('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
  auth: {
    kind: 'oauth2',
    path,
    clientId: 'clientId',
    clientSecret: 'clientSecret',
    client,
    form: { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) },
  },
})

/** Name and password in the Basic header, as the carrier's own pages call them. */
export const basic = (user = 'User name', password = 'Password'): Identity => ({
  settings: [setting('user', user), secret('password', password)],
  auth: { kind: 'basic', user: 'user', password: 'password' },
})

/** One key in a header of its own. */
export const apiKey = (header: string, label = 'API key'): Identity => ({
  settings: [secret('apiKey', label)],
  auth: { kind: 'headers', headers: { [header]: 'apiKey' } },
})
