import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { parseDocument } from 'yaml'
import { describe, expect, it } from 'vitest'
import { carrierContract, mutate, seeded } from '../kit/contract.ts'
import { recognitionWith } from '../recognition/index.ts'
import { type Declaration, declareCarrier } from './index.ts'

/** Carriers that a file declares: the examples hold the contract of carriers, wrong files say what would do. */

const examples = join(import.meta.dirname, '../../../examples/carriers')
const fileOf = (name: string) => readFileSync(join(examples, name), 'utf8')
const courier = fileOf('local-courier.yaml')
const freight = fileOf('local-freight.yaml')

function declared(source: string): Extract<Declaration, { ok: true }> {
  const read = declareCarrier(source)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read
}

carrierContract(declared(courier).carrier, { answers: join(examples, 'answers/local-courier') })
carrierContract(declared(freight).carrier, { answers: join(examples, 'answers/local-freight') })

/** The example with a part of it written otherwise. */
function but(part: string, other: string, source = courier): string {
  const changed = source.replace(part, () => other)
  if (changed === source) throw new Error(`the example has no ${part}`)
  return changed
}
const without = (line: RegExp, source = courier) => {
  const changed = source.replace(line, '')
  if (changed === source) throw new Error(`the example has no ${String(line)}`)
  return changed
}

describe('a file that declares no carrier says where it is wrong and what would do', () => {
  it.each<[what: string, source: string, path: string, message: string | RegExp]>([
    ['nothing', '', '', /^expected keys and values here, got a text/],
    ['a list', '- id: x', '', /^expected/],
    ['half of YAML', 'id: [local', '', /^is not whole YAML or JSON: /],
    [
      'brackets YAML takes for a list',
      but('amount: weight', 'amount: weight[]'),
      '',
      /stands in quotes: 'history\[\]'$/,
    ],
    ['more than a mapping takes', `# ${'x'.repeat(70_000)}\n${courier}`, '', /^is longer than 64 KB/],
    ['brackets without an end', '['.repeat(60_000), '', /^nests more than 24 levels deep/],
    ['dashes without an end', '- '.repeat(30_000), '', /^nests more than 24 levels deep/],
    [
      'an alias',
      but('city: depot.town', 'city: &a depot.town, region: *a'),
      'events.place.city',
      /^has an anchor or a tag/,
    ],
    ['a tag', but('format: json', 'format: !!js/function json'), 'format', /^has an anchor or a tag/],
    ['a key twice', but('format: json', 'format: json\nformat: xml'), '', 'has "format" twice; keep one'],
    [
      'an unknown key',
      but('number: reference', 'nummber: reference'),
      '',
      'has no key "nummber"; did you mean "number"?',
    ],
    [
      'an unknown key inside',
      but('  list: history[]', '  lst: history[]'),
      'events',
      'has no key "lst"; did you mean "list"?',
    ],
    ['a key nobody could mean', `${courier}\nscript: rm -rf\n`, '', /^has no key "script"; there are id, name, /],
    ['no id', without(/^id: .*\n/m), 'id', 'is missing; one is harbour_couriers'],
    ['an id with capitals', but('id: local_courier', 'id: LocalCourier'), 'id', /^is no id; one is harbour_couriers/],
    ['no name', without(/^name: .*\n/m), 'name', 'is missing; one is Harbour Couriers'],
    ['no tracking page', without(/^trackingPage: .*\n/m), 'trackingPage', /^is missing; one is https:/],
    [
      'a page without a number',
      but('harbour.example/{number}', 'harbour.example/'),
      'trackingPage',
      /^is no page of a parcel/,
    ],
    ['a page over http', but('trackingPage: https', 'trackingPage: http'), 'trackingPage', /^is no page of a parcel/],
    [
      'the number as a host',
      but('https://track.harbour.example/{number}', 'https://{number}/x'),
      'trackingPage',
      /^is no page of a parcel/,
    ],
    [
      'no such zone',
      but('Europe/Dublin', 'Ireland/Dublin'),
      'defaultZone',
      'is no IANA time zone; one is Europe/Dublin',
    ],
    ['no such country', but('[IE, GB]', '[Ireland]'), 'countries.0', 'is no country; one is IE'],
    ['no such format', but('format: json', 'format: jsn'), 'format', 'is "jsn"; did you mean "json"?'],
    ['no parcels', without(/^parcels: .*\n/m), 'parcels', 'is missing; it is a path such as shipments[]'],
    ['a path with a hole', but('reference\nsummary', 'a..b\nsummary'), 'number.0', /^"a\.\.b" is no path/],
    ['a path that picks', but('shipments[]', 'shipments[0]'), 'parcels.0', /write \[\] for each of a list/],
    ['a path that asks', but('shipments[]', 'shipments[?(@.x)]'), 'parcels.0', /is no path: .* is no step of one/],
    [
      'a path of many steps',
      but('name: shop.name', `name: ${'a.'.repeat(12)}a`),
      'pickup.name.0',
      /more than 12 steps/,
    ],
    [
      'an attribute with more',
      but('name: shop.name', 'name: "@id.x"'),
      'pickup.name.0',
      /an attribute, @id, holds nothing else/,
    ],
    ['many paths', but('name: shop.name', 'name: [a, b, c, d, e]'), 'pickup.name', 'takes up to 4 paths'],
    [
      'a mapping as a path',
      but('name: shop.name', 'name: { a: b }'),
      'pickup.name.0',
      'expected a path such as shop.name',
    ],
    ['years of two digits', but('DD.MM.YYYY HH:mm Z', 'DD.MM.YY'), 'events.time.format', /it is made of YYYY MM/],
    ['twelve hours without AM', but('DD.MM.YYYY HH:mm Z', 'DD.MM.YYYY hh:mm'), 'events.time.format', /h goes with A/],
    [
      'a time before its day',
      but('DD.MM.YYYY HH:mm Z', 'HH:mm DD.MM.YYYY'),
      'events.time.format',
      /the day stands before the time/,
    ],
    [
      'a format without a day',
      but('DD.MM.YYYY HH:mm Z', 'MM/YYYY'),
      'events.time.format',
      /year, month or day is missing/,
    ],
    ['months for minutes', but('DD.MM.YYYY HH:mm Z', 'DD.MM.YYYY HH:MM'), 'events.time.format', /M stands in it twice/],
    ['events without a time', without(/^ {2}time: .*\n/m), 'events.time', 'is missing'],
    ['events without a code', without(/^ {2}code: state.code\n/m), 'events.code', /^is missing: the path of the code/],
    [
      'nothing about a parcel',
      without(/^events:\n(?: .*\n)+/m, without(/^summary: .*\n/m)),
      '',
      /^says nothing of a parcel/,
    ],
    [
      'a weight without a unit',
      but('{ amount: weight, in: kg }', '{ amount: weight }'),
      'weight',
      /^needs either "unit"/,
    ],
    ['a unit nobody knows', but('in: kg', 'in: stone'), 'weight.in', /^is "stone"; there are g, kg, lb, oz/],
    [
      'no such status',
      but('delivered/to_neighbour', 'delivered/to_neighbor'),
      'codes.delivered/to_neighbor',
      /did you mean "delivered\/to_neighbour"\?/,
    ],
    [
      'a reason that is none',
      but('carrier:ran_out_of_time', 'ghost:boo'),
      /^codes\.attempt_failed\/other_attempt ghost:boo -$/.source,
      /is no reason; one is recipient:not_home/,
    ],
    ['a code with two meanings', but("'071'", "'070'"), 'codes', 'codes with two meanings: 070'],
    ['a row without a code', but("'071'", "''"), 'codes.delivered/to_neighbour', 'names no code; leave the row out'],
    [
      'a table that maps to no status',
      without(/^ {2}(?!nothing)[a-z_/]+(?: \S+ -)?: (?:'\d+'|\d+ \d+)\n/gm),
      'codes',
      /^maps no code to a status; a row is/,
    ],
    ['no table', without(/^codes:\n(?: .*\n)+/m), 'codes', /^is missing: the table of status -> codes; or "words"/],
    [
      'words of two letters',
      but('nobody was in', 'no', freight),
      'words.attempt_failed/not_home',
      /fewer than 3 signs/,
    ],
    [
      'words for no sentence',
      without(/^ {2}text: Note\n/m, freight),
      'words',
      'need the path of a sentence: events.text',
    ],
    [
      'a shape that explodes',
      but(String.raw`HC(?<body>\d{8})(?<check>\d)`, '(A+)+B'),
      'recognise.0.shape',
      /can't be part of one/,
    ],
    [
      'a shape that varies everywhere',
      but(String.raw`QF[A-C]\d{6,8}`, String.raw`A{1,9}\d{1,9}A{1,9}`, freight),
      'recognise.0.shape',
      /at most two parts/,
    ],
    [
      'a shape of anything',
      but(String.raw`QF[A-C]\d{6,8}`, String.raw`\d{3}`, freight),
      'recognise.0.shape',
      /fewer than 5 signs/,
    ],
    [
      'a shape in small letters',
      but(String.raw`QF[A-C]\d{6,8}`, String.raw`qf\d{6}`, freight),
      'recognise.0.shape',
      /capitals, digits/,
    ],
    [
      'a longer shape than a number',
      but(String.raw`QF[A-C]\d{6,8}`, String.raw`A\d{60}`, freight),
      'recognise.0.shape',
      /more than 40 signs/,
    ],
    [
      'a check of nothing',
      but(String.raw`HC(?<body>\d{8})(?<check>\d)`, String.raw`HC\d{9}`),
      'recognise.0.shape',
      /with a check digit it says which part/,
    ],
    [
      'a check of no kind',
      but('kind: mod10', 'kind: mod11'),
      'recognise.0.check.kind',
      /^is "mod11"; did you mean "mod10"\?/,
    ],
    ['a check without weights', but(', weights: [3, 1]', ''), 'recognise.0.check', /^mod10 needs weights/],
    [
      'an address over http',
      but('baseUrl: https://api', 'baseUrl: http://api'),
      'calls.baseUrl',
      /^is no address to ask at.*https/,
    ],
    [
      'an address with a path',
      but('https://api.harbour.example', 'https://api.harbour.example/v1'),
      'calls.baseUrl',
      /without a path/,
    ],
    [
      'a path to another host',
      but('/v1/accounts', '//evil.example/v1'),
      'calls.track.path',
      /^is no path under baseUrl/,
    ],
    ['a path upwards', but('/v1/accounts', '/v1/../accounts'), 'calls.track.path', /^is no path under baseUrl/],
    ['a path with a query', but('/shipments', '/shipments?a=b'), 'calls.track.path', /goes into "query"/],
    [
      'an unknown auth',
      but('kind: headers', 'kind: header'),
      'calls.auth.kind',
      /^is of no kind that is known: request, basic/,
    ],
    [
      'auth with no setting',
      but('X-Api-Key: apiKey', 'X-Api-Key: apikey'),
      'calls.auth.headers.X-Api-Key',
      'names no setting: "apikey"; did you mean "apiKey"?',
    ],
    [
      'a template with no setting',
      but('{account}', '{acount}'),
      'calls.track.path',
      'names no setting: "acount"; did you mean "account"?',
    ],
    [
      'a setting nobody uses',
      but('    account: {', '    spare: Spare key\n    account: {'),
      'calls.settings.spare',
      /^is asked for, and goes nowhere/,
    ],
    [
      'a secret in the address',
      but('label: Account number, secret: false', 'label: Account number'),
      'calls.track.path',
      /^puts the secret "account" into the address/,
    ],
    ['one number where there are many', but('{numbers}', '{number}'), 'calls.track.query.refs', /limits.batch over 1/],
    ['no number', but("refs: '{numbers}'", 'refs: all'), 'calls.track', /^asks for no number; \{numbers\} is missing/],
    [
      'a header that is not theirs',
      but('headers: { accept:', 'headers: { Host: evil.example, accept:'),
      'calls.track.headers',
      /^holds one of host/,
    ],
    [
      'a header of two lines',
      but('accept: application/json', String.raw`accept: "a\r\nb: c"`),
      'calls.track.headers.accept',
      /line break/,
    ],
    [
      'a batch of words',
      but('batch: 20', 'batch: many'),
      'calls.limits.batch',
      'a whole number from 1 to 1000 was expected',
    ],
    [
      'XML that values break',
      but('<User>{user}</User>', '<User id={user}/>', freight),
      'calls.track.body.text',
      /^is no XML document once filled/,
    ],
    [
      'an algorithm of no kind',
      but('algorithm: sha256', 'algorithm: md5'),
      'push.signature.algorithm',
      /^is "md5"; there are sha256, sha1, sha512/,
    ],
    ['a push without its header', but('header: X-Harbour-Signature, ', ''), 'push.signature.header', /^is missing/],
  ])('%s', (_what, source, path, message) => {
    const read = declareCarrier(source)
    if (read.ok) throw new Error('it was taken')
    const found = read.problems.find(
      (one) => one.path === path || (path.startsWith('^') && new RegExp(path).test(one.path)),
    )
    expect(read.problems.length).toBeGreaterThan(0)
    expect(found?.message, JSON.stringify(read.problems)).toMatch(message)
    expect(found?.line).toBeGreaterThan(0)
  })

  it('by the line and column of what is wrong', () => {
    const lines = courier.split('\n')
    const at = lines.findIndex((line) => line.startsWith('  time:'))
    expect(declareCarrier(but('DD.MM.YYYY HH:mm Z', 'YY'))).toMatchObject({
      id: 'local_courier',
      problems: [{ line: at + 1, column: (lines[at]?.indexOf('format') ?? 0) + 1, path: 'events.time.format' }],
    })
  })

  it('all of it at once', () => {
    const read = declareCarrier(but('Europe/Dublin', 'Dublin', but('format: json', 'format: csv')))
    expect(read.ok || read.problems.map(({ path }) => path)).toEqual(['defaultZone', 'format'])
  })
})

describe('a declared carrier', () => {
  it('is the same from JSON as from YAML', () => {
    const answer = readFileSync(join(examples, 'answers/local-courier/on-its-way.json'), 'utf8')
    const fromJson = declared(fileOf('local-courier.json')).carrier
    expect(fromJson.read(answer)).toEqual(declared(courier).carrier.read(answer))
    expect(fromJson.codes).toEqual(declared(courier).carrier.codes)
  })

  it('is asked by the request its file describes, each value as its place writes it', () => {
    const { calls } = declared(courier).carrier
    expect(calls?.auth).toEqual({ kind: 'headers', headers: { 'X-Api-Key': 'apiKey' } })
    expect(calls?.settings[0]).toEqual({ id: 'apiKey', label: 'API key', secret: true, optional: false })
    expect(calls?.track(['HC1', 'H/2'], { settings: { apiKey: 'k', account: 'a/../b?' }, token: '' })).toEqual({
      method: 'GET',
      path: '/v1/accounts/a%2F..%2Fb%3F/shipments',
      query: { refs: 'HC1,H/2' },
      headers: { accept: 'application/json' },
    })
    const xml = declared(freight).carrier.calls?.track(['A<1', '$&2'], {
      settings: { user: 'u"&', pin: '{user}' },
      token: '',
    })
    expect(xml).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: 'track' },
    })
    expect(xml?.body).toBe(
      '<Track><User>u&#34;&#38;</User><Pin>{user}</Pin><Numbers><Number>A&#60;1</Number><Number>$&#38;2</Number></Numbers></Track>',
    )
  })

  it('writes JSON bodies that no value breaks out of', () => {
    const body = `    body: { type: json, text: '{"key": "{apiKey}", "ids": [{numbers}]}' }`
    const { calls } = declared(but("    query: { refs: '{numbers}' }", body)).carrier
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }),
        (key, ids) => {
          const sent = calls?.track(ids, { settings: { apiKey: key, account: '1' }, token: '' }).body ?? ''
          expect(JSON.parse(sent)).toEqual({ key: key.toWellFormed(), ids: ids.map((id) => id.toWellFormed()) })
        },
      ),
    )
    const bare = but("    query: { refs: '{numbers}' }", body.replace('"{apiKey}"', '{apiKey}'))
    expect(declareCarrier(bare)).toMatchObject({ problems: [{ path: 'calls.track.body.text' }] })
  })

  it.each([
    ['$', '{"reference":"HC402115038","history":[]}', 1],
    ['[]', '[{"reference":"HC402115038"},{"reference":"HC402115045"}]', 2],
    ['data.list[*]', '{"data":{"list":[{"reference":"HC402115038"}]}}', 1],
    ['data', '{"data":[{"reference":"HC402115038"},{"reference":"HC402115045"}]}', 2],
    ["'the.parcels'[]", '{"the.parcels":{"reference":"HC402115038"}}', 1],
    ['data.list[]', '{"data":{"list":[]}}', 0],
  ])('finds its parcels at %s', (path, answer, count) => {
    const { carrier } = declared(but('shipments[]', `"${path}"`))
    const read = carrier.read(answer)
    expect(read.ok && read.value.parcels.length).toBe(count)
    for (const other of ['[]', '{}', 'null', '"x"', '{"data":"x"}', '{"data":null}', '{"the.parcels":7}'])
      expect(carrier.read(other)).toMatchObject({ ok: false, failure: { code: 'OTHER_SHAPE' } })
  })

  it('reads text in the first of several paths, numbers as texts, and nothing of a prototype', () => {
    const { carrier } = declared(
      but('number: reference', 'number: [a.__proto__.b, constructor.name, "list[].id", reference]'),
    )
    expect(carrier.reread({ list: [{ id: ' ' }, { id: 4021 }], reference: 'x' })).toMatchObject({
      value: { number: '4021' },
    })
    expect(carrier.reread({ list: [{ id: '\0' }], reference: 'x\0' })).toMatchObject({ value: { number: 'x' } })
  })

  it('finds no parcels in what every object inherits', () => {
    const { carrier } = declared(but('shipments[]', 'data.__proto__'))
    expect(carrier.read('{"data":{}}')).toMatchObject({ ok: false, failure: { code: 'OTHER_SHAPE' } })
  })

  it('takes what an error is said of for no parcel', () => {
    const { carrier } = declared(but('list: problems[]', 'list: shipments[]'))
    const read = carrier.read('{"shipments":[{"reference":"HC1","code":"NOREF"},{"reference":"HC2"}]}')
    expect(read.ok && read.value.parcels.map(({ number }) => number)).toEqual(['HC2'])
    expect(read.ok && read.value.failures).toEqual([
      { kind: 'not_found', code: 'NOREF', message: 'the carrier gave no message', number: 'HC1' },
    ])
  })

  it('logs in where its file says how', () => {
    const auth = `auth:
    kind: login
    request: { path: /login, body: { type: json, text: '{"k": "{apiKey}", "a": "{account}"}' } }
    token: session.token
    seconds: 600`
    const source = but('auth: { kind: headers, headers: { X-Api-Key: apiKey } }', auth)
    expect(declareCarrier(source)).toMatchObject({
      problems: [{ message: 'has nowhere to put the {token} of the login' }],
    })
    const { calls } = declared(but('accept: application/json', 'authorization: "Bearer {token}"', source)).carrier
    if (calls?.auth.kind !== 'login') throw new Error('no login')
    expect(calls.auth.request({ apiKey: 'k"', account: '1' })).toMatchObject({
      method: 'POST',
      body: '{"k": "k\\"", "a": "1"}',
    })
    expect(calls.auth.read('{"session":{"token":"t1"}}')).toEqual({ ok: true, value: { token: 't1', seconds: 600 } })
    expect(calls.auth.read('<html>')).toMatchObject({ ok: false, failure: { code: 'NO_TOKEN' } })
    expect(calls.track(['HC1'], { settings: {}, token: 't1' }).headers).toEqual({ authorization: 'Bearer t1' })
  })

  it('believes a push by its signature alone', () => {
    const { push } = declared(courier).carrier
    const body = Buffer.from('{"message":{"id":"m-1"}}')
    const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('hex')
    const now = Temporal.Instant.from('2026-03-12T10:00:00Z')
    const verify = (proof: string | undefined, secret = 's3cret') =>
      push?.verify(body, { 'x-harbour-signature': proof }, secret, now)
    expect(verify(`sha256=${sign('s3cret')}`)).toBe(true)
    expect(verify(`sha256=${sign('s3cret').toUpperCase()}`)).toBe(true)
    expect(verify(sign('s3cret'))).toBe(false)
    expect(verify(`sha256=${sign('other')}`)).toBe(false)
    expect(verify(`sha256=${sign('')}`, '')).toBe(false)
    expect(verify(undefined)).toBe(false)
    expect(push?.eventId(body.toString(), {})).toBe('m-1')
    expect(push?.eventId('<html>', {})).toBeNull()
  })

  it.each([
    ['european', '12.03.2026 09:05', '2026-03-12T09:05:00', null],
    ['american', '3/12/2026 9:05 PM', '2026-03-12T21:05:00', null],
    ['epoch_seconds', '1773306300', '2026-03-12T09:05:00', '+00:00'],
    ['epoch_millis', '1773306300000', '2026-03-12T09:05:00', '+00:00'],
    ['D MMM YYYY, h:mm A', '2 Mar 2026, 12:05 AM', '2026-03-02T00:05:00', null],
    ['D MMM YYYY, h:mm A', '2 Mar 2026, 12:05 pm', '2026-03-02T12:05:00', null],
    ['YYYYMMDDHHmmss', '20260312090507', '2026-03-12T09:05:07', null],
    ['YYYY-MM-DDTHH:mm:ssZ', '2026-03-12T09:05:07+0100', '2026-03-12T09:05:07', '+01:00'],
    ['DD.MM.YYYY HH:mm', '12.03.2026', '2026-03-12T00:00:00', null],
    ['DD.MM.YYYY HH:mm', '31.02.2026 10:00', undefined, undefined],
    ['DD.MM.YYYY HH:mm', '2026-03-12', undefined, undefined],
  ])('reads %s: %s', (format, sent, localTime, zone) => {
    const { carrier } = declared(but('DD.MM.YYYY HH:mm Z', `"${format}"`))
    const read = carrier.reread({ reference: 'HC402115038', history: { at: sent, state: { code: '030' } } })
    const scan = read.ok ? read.value.scans[0] : undefined
    expect(scan?.localTime.toString()).toBe(localTime)
    expect(scan?.zone).toBe(zone)
    if (localTime === undefined) expect(read).toMatchObject({ value: { warnings: [{ code: 'unreadable_date' }] } })
  })

  it('reads words only where an event has no code, and tells those it does not know', () => {
    const { carrier } = declared(freight)
    const movement = (code: string, note: string) =>
      `<TrackReply><Consignment id="QFA104772"><Movements><Movement${code}><Day>12/03/2026</Day><Note>${note}</Note></Movement></Movements></Consignment></TrackReply>`
    const scanOf = (source: string) => {
      const read = carrier.read(source)
      const parcel = read.ok ? read.value.parcels[0] : undefined
      return [parcel?.scans[0]?.status, parcel?.warnings.map(({ message }) => message).join()]
    }
    expect(scanOf(movement('', 'LEFT  WITH a neighbour'))).toEqual(['delivered', ''])
    expect(scanOf(movement(' code="zz"', 'left with a neighbour'))).toEqual([
      null,
      expect.stringContaining('"zz" is in no table'),
    ])
    expect(scanOf(movement('', 'Repacked'))).toEqual([null, expect.stringContaining('"Repacked" is in no table')])
  })
})

describe('recognition with declared carriers', () => {
  const { recognise, nameOf } = recognitionWith([declared(courier).numbers, declared(freight).numbers])

  it('knows their numbers by shape and check digit, with reasons, below what is certain', () => {
    expect(recognise('hc 4021 15038')).toEqual([])
    const [best] = recognise('HC402115038'.replace(/\d$/, checked('40211503')))
    expect(best).toMatchObject({ carrier: 'local_courier', checksum: true, score: 0.75 })
    expect(recognise('QFA104772')[0]).toMatchObject({ carrier: 'local_freight', checksum: false, score: 0.6 })
    expect(recognise('QFD104772').filter(({ carrier }) => carrier === 'local_freight')).toEqual([])
    expect(nameOf('local_courier')).toBe('Harbour Couriers')
    expect(nameOf('ups')).toBe('UPS')
  })

  it('takes hints for them, and leaves the numbers of others as they were', () => {
    const plain = recognise('QFA104772')[0]?.score ?? 0
    for (const around of [{ words: 'sent with Quayside Freight' }, { carriers: ['local_freight'] }])
      expect(recognise('QFA104772', around)[0]?.score).toBeGreaterThan(plain)
    expect(recognise('1Z999AA10123456784')).toEqual(recognitionWith([]).recognise('1Z999AA10123456784'))
  })
})

/** GS1's check digit, written apart. */
function checked(body: string): string {
  const sum = [...body].reverse().reduce((all, digit, index) => all + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return String((10 - (sum % 10)) % 10)
}

describe('files that were changed at random', () => {
  it('declare a carrier that reads, or say why not: never an exception', () => {
    const answers = ['local-courier/on-its-way.json', 'local-freight/two-consignments.xml'].map((name) =>
      readFileSync(join(examples, 'answers', name), 'utf8'),
    )
    let taken = 0
    let refused = 0
    for (const source of [courier, freight]) {
      const original: unknown = parseDocument(source, { schema: 'failsafe' }).toJS()
      const random = seeded(source.length)
      for (let i = 0; i < 400; i++) {
        const read = declareCarrier(JSON.stringify(mutate(original, random)) ?? '')
        if (!read.ok) {
          refused++
          expect(read.problems.every(({ line, message }) => line > 0 && message !== '')).toBe(true)
          continue
        }
        taken++
        for (const answer of answers) {
          const got = read.carrier.read(answer)
          expect(got.ok || got.failure.code).not.toBe('READER_FAILED')
        }
        read.carrier.calls?.track(['HC1'], { settings: {}, token: '' })
        expect(read.carrier.trackingUrl('A1')).toMatch(/^https:/)
      }
    }
    expect(refused).toBeGreaterThan(200)
    expect(taken).toBeGreaterThan(20)
  })

  it('cut short or garbled as text, too', () => {
    const random = seeded(7)
    const signs = '[]{}:,-&*!"\'%@|>#\n\t \0x'
    for (let i = 0; i < 400; i++) {
      const at = Math.floor(random() * courier.length)
      const sign = signs[Math.floor(random() * signs.length)] ?? ''
      const read = declareCarrier(courier.slice(0, at) + sign + (i % 2 === 0 ? courier.slice(at + 1) : ''))
      if (!read.ok) expect(read.problems.length).toBeGreaterThan(0)
    }
  })

  it('or made of anything', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (source) => !declareCarrier(source).ok))
    fc.assert(fc.property(fc.json(), (source) => !declareCarrier(source).ok))
  })
})
