import { z } from 'zod'
import { many } from '../kit/index.ts'
import { keys, paths, text, wholeNumber, word } from './fields.ts'
import { meant } from './nearest.ts'
import { type Body, bodyProblem, parseTemplate, type Template } from './template.ts'

const template = (example: string) => text(example).max(4_000, 'is longer than 4000 signs').transform(parseTemplate)

const yes = word('true', 'false').transform((given) => given === 'true')
const Setting = z.preprocess(
  (given) => (typeof given === 'string' ? { label: given } : given),
  keys({
    label: text('API key').min(1, 'is empty; it is what whoever connects the carrier is asked for'),
    secret: yes.default(true),
    optional: yes.default(false),
  }),
)

const path = (example: string) =>
  template(example).refine(
    ({ written }) =>
      /^\/[\w\-.~!$&()*+,;=:@%/{}]*$/.test(written) && !written.includes('//') && !/\/\.\.?(?:\/|$)/.test(written),
    `is no path under baseUrl; one is ${example}, and what stands behind a ? goes into "query"`,
  )

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,80}$/, 'is no name of a header')
const ours = ['host', 'content-length', 'connection', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'expect']
const Headers = z
  .record(
    headerName,
    template('application/json').refine(
      ({ written }) => !/\p{Cc}/u.test(written),
      'holds a line break or another control character',
    ),
  )
  .refine(
    (headers) => Object.keys(headers).every((name) => !ours.includes(name.toLowerCase())),
    `holds one of ${ours.join(', ')}, which are not to be set`,
  )

const BodyText = keys({
  type: word('json', 'xml', 'form'),
  text: template('{"ids": [{numbers}]}'),
  each: template('<Id>{number}</Id>').optional(),
})
  .transform(({ type, text: whole, each }): Body => ({
    type,
    text: whole,
    each: each ?? parseTemplate(type === 'json' ? '"{number}"' : '{number}'),
  }))
  .superRefine((body, context) => {
    const problem = bodyProblem(body)
    if (problem) context.addIssue({ code: 'custom', message: problem, path: ['text'] })
  })

const request = (example: string) =>
  keys({
    method: word('GET', 'POST', 'PUT').optional(),
    path: path(example),
    query: z.record(z.string(), template('{number}')).default({}),
    headers: Headers.default({}),
    body: BodyText.optional(),
  }).refine(({ method, body }) => !body || method !== 'GET', 'is a GET with a body; leave "method" out, or say POST')

export type Request = z.output<ReturnType<typeof request>>

const Auth = z.discriminatedUnion(
  'kind',
  [
    keys({ kind: z.literal('request') }),
    keys({ kind: z.literal('basic'), user: text('user'), password: text('password') }),
    keys({ kind: z.literal('headers'), headers: z.record(headerName, text('apiKey')) }),
    keys({
      kind: z.literal('oauth2'),
      path: path('/oauth/token').transform(({ written }) => written),
      clientId: text('clientId').default('clientId'),
      clientSecret: text('clientSecret').default('clientSecret'),
      client: word('basic', 'form', 'json').default('basic'),
      form: z.record(z.string(), z.string()).default({ grant_type: 'client_credentials' }),
      refreshToken: text('refreshToken').optional(),
      header: headerName.optional(),
    }),
    keys({
      kind: z.literal('login'),
      request: request('/login'),
      token: paths('access_token'),
      seconds: wholeNumber(30, 86_400),
    }),
  ],
  { error: 'is of no kind that is known: request, basic, headers, oauth2, login' },
)

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])
const base = text('https://api.harbour.example')
  .refine((given) => {
    const url = URL.parse(given)
    const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname))
    return safe && url.origin === given.replace(/\/$/, '').toLowerCase()
  }, 'is no address to ask at; one is https://api.harbour.example: https (http on this machine only), without a path')
  .transform((given) => given.replace(/\/$/, ''))

const Limits = keys({
  batch: wholeNumber(1, 1_000).default(1),
  perSecond: wholeNumber(1, 10_000).optional(),
  perHour: wholeNumber(1, 10_000_000).optional(),
  perDay: wholeNumber(1, 100_000_000).optional(),
  concurrent: wholeNumber(1, 100).optional(),
})

export const Calls = keys({
  baseUrl: base,
  testUrl: base.optional(),
  settings: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,40}$/, 'is no id of a setting; one is apiKey'), Setting)
    .default({}),
  auth: Auth,
  limits: Limits.default({ batch: 1 }),
  track: request('/v1/track/{number}'),
}).superRefine(({ settings, auth, limits, track }, context) => {
  const wrong = (at: string[], message: string) => context.addIssue({ code: 'custom', path: at, message })
  const known = Object.keys(settings)
  const reserved = known.find((id) => ['number', 'numbers', 'token'].includes(id))
  if (reserved)
    wrong(['settings', reserved], `"${reserved}" is a name of its own in a request; call the setting something else`)
  const used = new Set<string>()
  const names = (at: string[], name: string) => {
    used.add(name)
    if (!known.includes(name)) wrong(at, `names no setting: "${name}"; ${meant(name, known)}`)
  }
  if (auth.kind === 'basic') for (const key of ['user', 'password'] as const) names(['auth', key], auth[key])
  if (auth.kind === 'headers')
    for (const [name, id] of Object.entries(auth.headers)) names(['auth', 'headers', name], id)
  if (auth.kind === 'oauth2') {
    for (const key of ['clientId', 'clientSecret'] as const) names(['auth', key], auth[key])
    if (auth.refreshToken) names(['auth', 'refreshToken'], auth.refreshToken)
  }

  const check = (at: string[], one: Request, extra: readonly string[]) => {
    for (const {
      path: where,
      template: { names: found },
    } of templatesOf(one)) {
      for (const name of found) {
        const inBody = where[0] === 'body'
        if (extra.includes(name)) {
          if (where[0] === 'headers' && name !== 'token') wrong([...at, ...where], `{${name}} has no place in a header`)
          continue
        }
        if (where[1] === 'each' && name === 'number') continue
        if (['number', 'numbers', 'token'].includes(name)) {
          const why =
            name === 'token'
              ? 'only a carrier with auth "login" has a {token}'
              : at[0] === 'auth'
                ? 'a login is about no number'
                : 'with limits.batch over 1 all of {numbers} are asked for'
          wrong([...at, ...where], `{${name}} is nothing here: ${why}`)
          continue
        }
        names([...at, ...where], name)
        if (!inBody && where[0] === 'path' && settings[name]?.secret)
          wrong(
            [...at, ...where],
            `puts the secret "${name}" into the address, which logs keep; send it in a header or the body`,
          )
      }
    }
  }
  const numbers = limits.batch > 1 ? ['numbers'] : ['number', 'numbers']
  check(['track'], track, [...numbers, ...(auth.kind === 'login' ? ['token'] : [])])
  if (auth.kind === 'login') check(['auth', 'request'], auth.request, [])
  const asked = templatesOf(track).flatMap(({ path: where, template: { names: found } }) =>
    where[1] === 'each' ? [] : found,
  )
  if (!asked.some((name) => numbers.includes(name)))
    wrong(['track'], `asks for no number; {${numbers[0]}} is missing in path, query or body`)
  if (auth.kind === 'login' && !asked.includes('token')) wrong(['track'], 'has nowhere to put the {token} of the login')
  for (const id of known)
    if (!used.has(id)) wrong(['settings', id], `is asked for, and goes nowhere; {${id}} would put it into the request`)
})

function templatesOf({
  path: address,
  query,
  headers,
  body,
}: Request): { readonly path: string[]; readonly template: Template }[] {
  return [
    { path: ['path'], template: address },
    ...Object.entries(query).map(([name, one]) => ({ path: ['query', name], template: one })),
    ...Object.entries(headers).map(([name, one]) => ({ path: ['headers', name], template: one })),
    ...(body
      ? [
          { path: ['body', 'text'], template: body.text },
          { path: ['body', 'each'], template: body.each },
        ]
      : []),
  ]
}

export const Push = keys({
  signature: keys({
    header: headerName,
    algorithm: word('sha256', 'sha1', 'sha512').default('sha256'),
    encoding: word('hex', 'base64').default('hex'),
    prefix: z.string().max(40).default(''),
  }),
  eventId: paths('event.id').optional(),
  setUp: many(z.string().max(200)).optional(),
})

export type Calls = z.output<typeof Calls>
export type Push = z.output<typeof Push>
