import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { desks, knownAt, openCounter, secretOf, testNumbers } from './index.ts'

/** What played carriers answer, held against the carriers' published descriptions: no other field, type, value or pattern. */

const specs = join(import.meta.dirname, '../../../shared/data/carriers/specs')
const present = existsSync(specs)

type Schema = {
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
}
type Spec = { readonly components: { readonly schemas: Readonly<Record<string, Schema>> } }

const spec = (name: string) => (present ? (parse(readFileSync(join(specs, name), 'utf8')) as Spec) : undefined)

/** Where a value differs from its schema, with how many fields were looked at. */
function differences(whole: Spec | undefined, name: string, value: unknown): { wrong: string[]; fields: number } {
  const wrong: string[] = []
  let fields = 0
  const resolve = (schema: Schema): Schema => {
    const at = schema.$ref?.split('/').slice(1)
    if (!at) return schema
    const found = at.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], whole)
    return found === undefined ? {} : resolve(found as Schema)
  }
  const propertiesOf = (schema: Schema): Readonly<Record<string, Schema>> => ({
    ...schema.properties,
    ...Object.assign(
      {},
      ...[...(schema.allOf ?? []), ...(schema.anyOf ?? [])].map((one) => propertiesOf(resolve(one))),
    ),
  })
  const look = (value: unknown, given: Schema, path: string): void => {
    const schema = resolve(given)
    fields++
    if (Array.isArray(value)) {
      if (schema.type !== undefined && schema.type !== 'array') wrong.push(`${path} is a list`)
      for (const [i, one] of value.entries()) look(one, schema.items ?? {}, `${path}[${i}]`)
      return
    }
    if (value !== null && typeof value === 'object') {
      if (schema.type !== undefined && schema.type !== 'object') wrong.push(`${path} is an object`)
      const properties = propertiesOf(schema)
      for (const [key, one] of Object.entries(value)) {
        const known = properties[key]
        if (known) look(one, known, `${path}.${key}`)
        else if (Object.keys(properties).length > 0 && !key.startsWith('@'))
          wrong.push(`${path}.${key} is not described`)
      }
      for (const key of schema.required ?? []) if (!(key in value)) wrong.push(`${path}.${key} is missing`)
      return
    }
    if (value === null) return
    const type = typeof value
    if (schema.type !== undefined && !(schema.type === type || (schema.type === 'integer' && type === 'number')))
      wrong.push(`${path} is a ${type}, not a ${schema.type}`)
    const values = schema.enum ?? schema.oneOf?.flatMap((one) => (one.const === undefined ? [] : [one.const]))
    if (values && values.length > 0 && !values.includes(value)) wrong.push(`${path} is ${JSON.stringify(value)}`)
    if (schema.pattern !== undefined && typeof value === 'string' && !new RegExp(schema.pattern).test(value))
      wrong.push(`${path} ${JSON.stringify(value)} has another form than ${schema.pattern}`)
  }
  const schema = whole?.components.schemas[name]
  if (!schema) wrong.push(`no schema ${name}`)
  else look(value, schema, name)
  return { wrong: [...new Set(wrong.map((one) => one.replaceAll(/\[\d+\]/g, '[]')))], fields }
}

const began = Temporal.Instant.from('2026-11-20T12:00:00Z')
const clock = { start: began, rate: 1 }
const deskOf = (id: string) => {
  const desk = desks.find((one) => one.id === id)
  if (!desk) throw new Error(`no ${id}`)
  return desk
}
const headers = { authorization: '', transid: 'sim-1', transactionsrc: 'shop', platformtype: 'XOLT', inquirytype: 'U' }
const request = { method: 'GET', query: new URLSearchParams(), headers, body: '' }

function ups() {
  const counter = openCounter(deskOf('ups'), { clock, began, seed: 'spec', parcels: 200, faults: [], limits: [] })
  const { said } = counter.answer(
    {
      ...request,
      method: 'POST',
      path: '/security/v1/oauth/token',
      headers: { authorization: `Basic ${btoa(`sim-shop:${secretOf('sim-shop')}`)}` },
      body: 'grant_type=client_credentials',
    },
    began,
  )
  const token: unknown = JSON.parse(said.body)
  const authorization = `Bearer ${(token as { access_token: string }).access_token}`
  const ask = (path: string, body?: unknown) =>
    JSON.parse(
      counter.answer(
        {
          ...request,
          path,
          method: body === undefined ? 'GET' : 'POST',
          headers: { ...headers, authorization },
          body: JSON.stringify(body) ?? '',
        },
        began,
      ).said.body,
    ) as unknown
  return { counter, token, ask }
}

describe.skipIf(!present)('as published', () => {
  it('UPS: its tokens', () => {
    expect(differences(spec('ups-oauth.yaml'), 'tokenSuccessResponse', ups().token)).toMatchObject({ wrong: [] })
  })

  it('UPS: tracking', () => {
    const { counter, ask } = ups()
    const numbers = [...counter.parcels.tests.map(({ number }) => number), ...counter.parcels.random]
    const found = numbers.map((number) =>
      differences(spec('ups-tracking.yaml'), 'TrackApiResponse', ask(`/api/track/v1/details/${number}`)),
    )
    expect([...new Set(found.flatMap(({ wrong }) => wrong))]).toEqual([])
    expect(found.reduce((sum, { fields }) => sum + fields, 0)).toBeGreaterThan(5_000)
  })

  it('UPS: subscriptions and pushed events', () => {
    const { counter, ask } = ups()
    const body = {
      locale: 'en_US',
      trackingNumberList: counter.parcels.random.slice(0, 100),
      destination: { url: 'http://127.0.0.1:9/', credentialType: 'Bearer', credential: 'c' },
    }
    const described = spec('ups-track-alert.yaml')
    const said = ask('/api/track/v1/subscription/standard/package', body)
    expect(differences(described, 'PackageSubscriptionSuccessResponse', said).wrong).toEqual([])
    const refused = ask('/api/track/v1/subscription/standard/package', { ...body, locale: undefined })
    expect(
      differences(described, 'ErrorMessage', { response: (refused as { response: unknown }).response }).wrong,
    ).toEqual([])
    const pushed = counter.due(began.add({ hours: 24 * 13 })).map(({ body }) => JSON.parse(body) as unknown)
    expect(pushed.length).toBeGreaterThan(100)
    const found = pushed.flatMap((event) => differences(described, 'TrackingEventRequest', event).wrong)
    // It is in UPS's own examples.
    expect([...new Set(found)]).toEqual(['TrackingEventRequest.activityStatus.descriptionCode is not described'])
  })

  it('UPS: Delivery Intercept', () => {
    const described = spec('ups-delivery-intercept.yaml')
    const { counter, ask } = ups()
    const base = '/api/deliveryintercept/v2'
    const number = counter.parcels.tests.find(({ says }) => says === 'in_transit')?.number ?? ''
    const wrong = (name: string, said: unknown) => differences(described, name, said).wrong
    expect(
      wrong('DeliveryInterceptEligibilityOptionsResponseV2', ask(`${base}/eligibility/intercept/${number}`)),
    ).toEqual([])
    const rating = (interceptOption: string) => ({ ratingRequest: [{ trackInfo: { interceptOption } }] })
    for (const option of ['AL', 'FD'])
      expect(wrong('DeliveryInterceptChargesResponseV2', ask(`${base}/charges/${number}`, rating(option)))).toEqual([])
    const hold = { requestType: 'WC', requesterContactInfo: { name: 'Shop', telephone: '+14105550100' } }
    expect(wrong('DeliveryInterceptResponseV2', ask(`${base}/willcall/${number}`, hold))).toEqual([])
    expect(wrong('DeliveryInterceptErrorResponseV2', ask(`${base}/return/${number}`, hold))).toEqual([])
  })

  it('DHL: shipments and problems', () => {
    const desk = deskOf('dhl_universal')
    const counter = openCounter(desk, { clock, began, seed: 'spec', parcels: 200, faults: [], limits: [] })
    const described = spec('dhl-unified.json')
    const numbers = [...testNumbers(desk.speaker, desk.numberOf).map(({ number }) => number), ...counter.parcels.random]
    const found = numbers.map((trackingNumber) => {
      const query = new URLSearchParams({ trackingNumber })
      const asked = { ...request, path: '/track/shipments', query, headers: { 'dhl-api-key': 'sim-shop' } }
      const { status, body } = counter.answer(asked, began).said
      const name = status === 200 ? 'supermodelIoLogisticsTrackingShipments' : 'supermodelIoLogisticsApiProblemDetail'
      return differences(described, name, JSON.parse(body))
    })
    expect([...new Set(found.flatMap(({ wrong }) => wrong))]).toEqual([])
    expect(found.reduce((sum, { fields }) => sum + fields, 0)).toBeGreaterThan(5_000)
  })

  it('FedEx: no field that its recorded answers do not have', () => {
    const folder = join(specs, '../fedex')
    const recorded = new Set(
      readdirSync(folder)
        .filter((name) => /\.response(?:-\d)?\.json$/.test(name))
        .flatMap((name) => paths(JSON.parse(readFileSync(join(folder, name), 'utf8')))),
    )
    expect(recorded.size).toBeGreaterThan(100)
    const desk = deskOf('fedex')
    const { parcels } = openCounter(desk, { clock, began, seed: 'spec', parcels: 200, faults: [] })
    const numbers = [...parcels.tests.map(({ number }) => number), ...parcels.random]
    const known = numbers.flatMap((number) => {
      const journey = parcels.find(number)?.journey
      return journey ? [knownAt(journey, clock, began.add({ hours: 60 }))] : []
    })
    const said = desk.speaker.answers(known).flatMap((answer) => paths(JSON.parse(answer)))
    expect(said.length).toBeGreaterThan(5_000)
    expect([...new Set(said)].filter((path) => !recorded.has(path))).toEqual([])
  })

  it.each([
    ['canadapost', 'canadapost.xsd', new Set(['messages', 'message', 'code', 'description'])],
    ['purolator', 'purolator.xsd', new Set(['Envelope', 'Body'])],
  ])('%s: no element that %s does not name', (id, file, elsewhere) => {
    const text = readFileSync(join(specs, file), 'utf8')
    const named = new Set([...text.matchAll(/\bname="([\w-]+)"/g)].map(([, name = '']) => name))
    const desk = deskOf(id)
    const { parcels } = openCounter(desk, { clock, began, seed: 'spec', parcels: 50, faults: [] })
    const known = [...parcels.tests.map(({ number }) => number), ...parcels.random].flatMap((number) => {
      const journey = parcels.find(number)?.journey
      return journey ? [knownAt(journey, clock, began)] : []
    })
    const said = desk.speaker
      .answers(known)
      .flatMap((answer) => [...answer.matchAll(/<(?:\w+:)?([A-Za-z][\w-]*)/g)].map(([, name = '']) => name))
    expect(said.length).toBeGreaterThan(1_000)
    expect([...new Set(said)].filter((name) => !named.has(name) && !elsewhere.has(name))).toEqual([])
  })
})

/** Each field by its way from the top, list places left out. */
function paths(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => paths(one, `${at}[]`))
  if (value === null || typeof value !== 'object') return [at]
  return Object.entries(value).flatMap(([key, one]) => [`${at}.${key}`, ...paths(one, `${at}.${key}`)])
}
