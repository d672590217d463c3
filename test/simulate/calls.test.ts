import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carriers } from '../../src/connectors/index.ts'
import type { Carrier, CarrierAuth, CarrierCalls, Settings } from '../../src/model/index.ts'
import { type Simulator, startSimulator } from '../../src/server/simulate/index.ts'
import { type Desk, desks, secretOf, testNumbers } from '../../src/simulator/index.ts'
import { baseOf } from './asking.ts'

/** Connectors' own calls, taken by the played carriers: two descriptions of one API, written apart. */

const readers: Readonly<Record<string, Carrier>> = carriers
const rows = desks.map((desk) => ({ name: desk.name, desk, calls: readers[desk.id]?.calls ?? null }))

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ apart: true })
})
afterAll(() => simulator?.close())

/** Ids where a name is asked for, the secret where that is; a key alone is its id. */
function settingsOf({ settings, auth }: CarrierCalls): Settings {
  const value = (id: string, secret: boolean) =>
    secret && auth.kind !== 'headers' && id !== 'userToken' ? secretOf('sim-shop') : 'sim-shop'
  return Object.fromEntries(settings.map(({ id, secret }) => [id, value(id, secret)]))
}

async function identity(
  auth: CarrierAuth,
  settings: Settings,
  base: string,
): Promise<Readonly<Record<string, string>>> {
  const of = (id: string) => settings[id] ?? ''
  const basic = (user: string, password: string) =>
    `Basic ${Buffer.from(`${of(user)}:${of(password)}`).toString('base64')}`
  switch (auth.kind) {
    case 'basic':
      return { authorization: basic(auth.user, auth.password) }
    case 'headers':
      return Object.fromEntries(Object.entries(auth.headers).map(([name, id]) => [name, of(id)]))
    case 'oauth2': {
      const client = { client_id: of(auth.clientId), client_secret: of(auth.clientSecret) }
      const response = await fetch(`${base}${auth.path}`, {
        method: 'POST',
        headers: auth.client === 'basic' ? { authorization: basic(auth.clientId, auth.clientSecret) } : {},
        body: new URLSearchParams({ ...auth.form, ...(auth.client === 'form' && client) }),
      })
      const { access_token: token } = (await response.json()) as { access_token?: string }
      return { authorization: `Bearer ${token}` }
    }
    case 'request':
    case 'login':
      throw new Error(`how does a carrier with ${auth.kind} know who asks?`)
    default:
      return auth satisfies never
  }
}

async function ask({ id }: Desk, calls: CarrierCalls, numbers: readonly string[]) {
  const base = baseOf(simulator, id)
  const settings = settingsOf(calls)
  const { method = 'GET', path, query = {}, headers = {}, body } = calls.track(numbers, { settings, token: '' })
  const search = new URLSearchParams(query).toString()
  return fetch(`${base}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    headers: { ...headers, ...(await identity(calls.auth, settings, base)) },
    ...(body !== undefined && { body }),
  })
}

describe.each(rows)("$name, asked by the connector's own call", ({ desk, calls }) => {
  it.skipIf(calls === null)('answers about as many numbers as the call holds, each with what it shows', async () => {
    const reader = readers[desk.id]
    if (!calls || !reader) throw new Error('nobody asks')
    const some = testNumbers(desk.speaker, desk.numberOf).slice(1, 1 + Math.min(calls.limits.batch, 30))
    const response = await ask(
      desk,
      calls,
      some.map(({ number }) => number),
    )
    expect(response.status).toBe(200)
    const answer = reader.read(await response.text())
    if (!answer.ok) throw new Error(answer.failure.message)
    const shown = Object.fromEntries(answer.value.parcels.map(({ number, scans }) => [number, scans[0]?.status]))
    expect(shown).toEqual(Object.fromEntries(some.map(({ number, says }) => [number, says.split(':')[0]])))
  })
})
