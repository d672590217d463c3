import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import {
  type CarrierCalls,
  type CarrierPush,
  type CarrierRequest,
  failed,
  ok,
  type Place,
  place,
} from '../../model/index.ts'
import {
  countryCode,
  defineCarrier,
  failureOf,
  grams,
  type Kinds,
  nothingFound,
  parseJson,
  parseXml,
  readOffset,
  type Said,
  type SaidEvent,
  soapFault,
  XmlElement,
} from '../kit/index.ts'
import type { Calls, Push, Request } from './asking.ts'
import { type Mapping, type PlaceFields, plainWords, type TimeFields } from './mapping.ts'
import { above, jsonTree, type Tree, xmlTree } from './path.ts'
import { fill, fillBody, writing } from './template.ts'

/** A carrier by its mapping; the same as one by code in all it does. */
export function carrierOf(mapping: Mapping) {
  const { id, name, trackingPage, defaultZone, clock, format, codes = {}, summaries, calls, push } = mapping
  const described = {
    id,
    name,
    docs: mapping.docs ?? new URL(trackingPage.replaceAll('{number}', '')).origin,
    defaultZone,
    ...(clock && { clock }),
    trackingUrl: (number: string) =>
      trackingPage.replaceAll('{number}', () => encodeURIComponent(number.toWellFormed())),
    codes,
    ...(summaries && { summaries }),
    calls: calls ? callsOf(calls, format) : null,
    push: push ? pushOf(push, format) : null,
  }
  const expected = `expected parcels at "${mapping.parcels[0].written}"${mapping.errors ? ` or errors at "${mapping.errors.list[0].written}"` : ''}`
  if (format === 'xml') {
    const answer = XmlElement.refine((root) => isAnswer(mapping, xmlTree, above(root)) || soapFault(root), expected)
    return defineCarrier({
      ...described,
      format,
      answer,
      split: (root) => split(mapping, xmlTree, above(root), [soapFault(root) ?? []].flat()),
      slice: XmlElement,
      says: (slice) => saidOf(mapping, xmlTree, slice),
    })
  }
  return defineCarrier({
    ...described,
    answer: z.unknown().refine((root) => isAnswer(mapping, jsonTree, root), expected),
    split: (root) => split(mapping, jsonTree, root),
    slice: z.record(z.string(), z.unknown()),
    says: (slice) => saidOf(mapping, jsonTree, slice),
  })
}

const errorsIn = ({ errors }: Mapping, tree: Tree, root: unknown) =>
  errors
    ? tree.list(errors.list[0], root).filter((one) => tree.text(errors.code, one) ?? tree.text(errors.message, one))
    : []

/** A list of parcels that is there, though empty, is an answer; one that is the whole answer has to hold one. */
function isAnswer(mapping: Mapping, tree: Tree, root: unknown): boolean {
  const [parcels] = mapping.parcels
  if (errorsIn(mapping, tree, root).length > 0) return true
  const isWhole = parcels.steps.every(({ name }) => name === '')
  if (!isWhole) return tree.reaches(parcels, root)
  return tree.list(parcels, root).some((one) => tree.text(mapping.number, one) !== undefined)
}

function split(mapping: Mapping, tree: Tree, root: unknown, faults: readonly ReturnType<typeof failureOf>[] = []) {
  const { errors } = mapping
  const refused = errorsIn(mapping, tree, root)
  const failures = [
    ...faults,
    ...refused.map((one) =>
      failureOf(
        {
          code: tree.text(errors?.code, one),
          message: tree.text(errors?.message, one),
          number: tree.text(errors?.number, one),
        },
        errors?.kinds as Kinds,
      ),
    ),
  ]
  // What an error is said of is no parcel, where both are in one list.
  const slices = tree.list(mapping.parcels[0], root).filter((one) => !refused.includes(one))
  return { slices, failures: slices.length + failures.length > 0 ? failures : [nothingFound()] }
}

function saidOf(mapping: Mapping, tree: Tree, slice: unknown): Said {
  const { events, estimate, weight, proof, pickup } = mapping
  const text = (paths: Parameters<Tree['text']>[0], from: unknown = slice) => tree.text(paths, from)
  const until = pickup?.until && timeOf(pickup.until, tree, slice).when
  return {
    number: text(mapping.number),
    summary: mapping.summary?.map((path) => text([path])),
    events: events ? tree.list(events.list[0], slice).map((one) => eventOf(mapping, events, tree, one)) : [],
    estimate: estimate && {
      from: estimate.format(text(estimate.from)),
      to: estimate.format(text(estimate.to)),
      window: estimate.window,
    },
    service: text(mapping.service),
    weightGrams: weight && grams(text(weight.amount), weight.in ?? text(weight.unit)),
    proof: proof && { signedBy: text(proof.signedBy), photoUrl: text(proof.photo), documentUrl: text(proof.document) },
    pickup: pickup && {
      name: text(pickup.name)?.trim() ?? null,
      street: text(pickup.street)?.trim() ?? null,
      place: pickup.place ? knownPlace(placeOf(pickup.place, tree, slice)) : null,
      until: until?.localTime.toPlainDate() ?? null,
    },
  }
}

function eventOf(
  { words = [] }: Mapping,
  fields: NonNullable<Mapping['events']>,
  tree: Tree,
  event: unknown,
): SaidEvent {
  const code = tree.text(fields.code, event)
  const text = tree.text(fields.text, event)
  // A code that is in no table is told, not guessed by its words.
  const sentence = code === undefined ? plainWords(text?.slice(0, 500) ?? '') : ''
  const meaning = sentence === '' ? undefined : words.find(({ phrase }) => sentence.includes(phrase))?.meaning
  return {
    code,
    text,
    language: fields.language,
    meaning,
    unmapped: words.length > 0 && sentence !== '' && !meaning ? text : undefined,
    ...timeOf(fields.time, tree, event),
    place: fields.place && placeOf(fields.place, tree, event),
    signedBy: tree.text(fields.signedBy, event),
  }
}

function timeOf(
  { date, clock, offset, format }: TimeFields,
  tree: Tree,
  from: unknown,
): Pick<SaidEvent, 'when' | 'sent'> {
  const zone = tree.text(offset, from)?.trim()
  const sent = [tree.text(date, from), tree.text(clock, from)].filter((part) => part !== undefined).join(' ')
  const when = format(sent)
  if (!when || !zone || when.zone !== null || when.precision === 'day') return { when, sent }
  const whole = /^[+-]\d{1,2}$/.test(zone) ? `${zone}:00` : zone.toUpperCase()
  return { when: { ...when, zone: readOffset(whole) ?? null }, sent: `${sent} ${zone}` }
}

const placeOf = ({ city, region, postal, country }: PlaceFields, tree: Tree, from: unknown) => ({
  city: tree.text(city, from),
  region: tree.text(region, from),
  postal: tree.text(postal, from),
  country: tree.text(country, from),
})

const knownPlace = ({ city, region, postal, country }: ReturnType<typeof placeOf>): Place | null =>
  place({ city: city ?? null, region: region ?? null, postal: postal ?? null, country: countryCode(country) })

function callsOf({ settings, auth, limits, track, baseUrl, testUrl }: Calls, format: Mapping['format']): CarrierCalls {
  return {
    settings: Object.entries(settings).map(([id, rest]) => ({ id, ...rest })),
    baseUrl,
    ...(testUrl && { testUrl }),
    limits: withoutUndefined(limits),
    auth:
      auth.kind === 'login'
        ? {
            kind: 'login',
            request: (given) => requestOf(auth.request, [], given),
            read: (answer) => {
              const [tree, root] = treeIn(answer, format)
              const token = tree.text(auth.token, root)?.trim()
              return token
                ? ok({ token, seconds: auth.seconds })
                : failed({
                    kind: 'malformed',
                    code: 'NO_TOKEN',
                    message: `the login gave no token at "${auth.token[0].written}"`,
                  })
            },
          }
        : withoutUndefined(auth),
    track: (numbers, { settings: given, token }) => requestOf(track, numbers, { ...given, token }),
  }
}

/** Optional fields of a mapping are left out, not undefined. */
function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same fields, fewer of them
  return Object.fromEntries(kept) as { [Key in keyof Fields]: Exclude<Fields[Key], undefined> }
}

function requestOf(
  { method, path, query, headers, body }: Request,
  numbers: readonly string[],
  given: Readonly<Record<string, string>>,
): CarrierRequest {
  const encode = (value: string) => encodeURIComponent(value.toWellFormed())
  const plain = (value: string) => value
  const values = { ...given, number: numbers[0] ?? '' }
  const address = { ...path, written: path.written.replaceAll('{numbers}', () => numbers.map(encode).join(',')) }
  const asked = Object.entries(query).map(([name, one]) => [
    name,
    fill(one, { ...values, numbers: numbers.join(',') }, plain),
  ])
  const sent = Object.entries(headers).map(([name, one]) => [name, fill(one, values, plain)])
  return {
    method: method ?? (body ? 'POST' : 'GET'),
    path: fill(address, values, encode),
    ...(asked.length > 0 && { query: Object.fromEntries(asked) as Record<string, string> }),
    headers: {
      ...(body &&
        !sent.some(([name]) => name?.toLowerCase() === 'content-type') && {
          'content-type': writing[body.type].contentType,
        }),
      ...(Object.fromEntries(sent) as Record<string, string>),
    },
    ...(body && { body: fillBody(body, numbers, given) }),
  }
}

function treeIn(body: string, format: Mapping['format']): readonly [Tree, unknown] {
  if (format === 'json') {
    const parsed = parseJson(body)
    return [jsonTree, parsed.ok ? parsed.value : null]
  }
  const parsed = parseXml(body)
  return [xmlTree, parsed.ok ? above(parsed.value) : null]
}

function pushOf({ signature, eventId, setUp }: Push, format: Mapping['format']): CarrierPush {
  const { algorithm, encoding, prefix } = signature
  const header = signature.header.toLowerCase()
  const digest = (text: string | Uint8Array, key: string) => createHmac(algorithm, key).update(text).digest()
  return {
    setUp: setUp ?? [
      `Have its messages sent to the address, signed with the secret: HMAC ${algorithm} in the header ${signature.header}.`,
    ],
    verify: (body, headers, secret) => {
      const proof = `${prefix}${digest(body, secret).toString(encoding)}`
      const sent = headers[header] ?? ''
      const given = encoding === 'hex' ? prefix + sent.slice(prefix.length).toLowerCase() : sent
      // Of their digests, which are of one length.
      const same = timingSafeEqual(digest(given, 'same'), digest(proof, 'same'))
      return same && sent.startsWith(prefix) && secret !== ''
    },
    eventId: (body) => {
      const [tree, root] = treeIn(body, format)
      return tree.text(eventId, root)?.trim() ?? null
    },
  }
}
