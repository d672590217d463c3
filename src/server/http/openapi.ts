import { z } from 'zod'
import { Problem, type Route, answers, bodies, routes } from '../../contract/index.ts'
import { type ErrorCode, errorCodes } from '../../service/index.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1 of `/v1`, made from the table the routes themselves are made from. */
export function openApi({ publicUrl }: { publicUrl: string }): Json & { openapi: string } {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Whereabouts',
      version: 'v1',
      description:
        'Orders, parcels, scans and conversations. Refusals are `application/problem+json` (RFC 9457); a POST with an `Idempotency-Key` is done once; lists go on with `next`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }],
    paths: pathsOf(),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key, `wh_…`' } },
      schemas: {
        ...schemasOf(answers, 'output'),
        ...schemasOf({ Problem }, 'output'),
        ...schemasOf(bodies, 'input'),
      },
    },
  }
}

function pathsOf(): Json {
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route) }
  }
  return paths
}

function operationOf(name: string, route: Route): Json {
  const write = route.method === 'POST'
  const based = route.method !== 'GET' && route.versioned === true
  return {
    operationId: name,
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    ...(route.scope === null ? { security: [] } : { 'x-scope': route.scope }),
    parameters: [
      ...parametersOf('path', route.params),
      ...parametersOf('query', route.query),
      ...(write ? [idempotencyKey] : []),
      ...(based ? [ifMatch] : []),
    ],
    ...(route.body && {
      requestBody: {
        required: route.bodyOptional !== true,
        content: { 'application/json': { schema: reference(route.body) } },
      },
    }),
    ...(route.raw && {
      requestBody: {
        required: true,
        content: Object.fromEntries(route.raw.map((type) => [type, { schema: {} }])),
      },
    }),
    responses: {
      [route.status]: {
        description: 'Done',
        headers: headersOf(route),
        content: { 'application/json': { schema: reference(route.answer) } },
      },
      ...problemsOf(route),
    },
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Up to 255 visible ASCII characters. The same key and request again get the first answer, for a day.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description:
    'The `ETag` of the version this is based on, `"0"` where there is none yet, or `*` for whichever stands.',
  schema: { type: 'string' },
}

/** Codes a request can get whatever it asks for. */
export function codesOf(route: Route): ErrorCode[] {
  const always: ErrorCode[] = ['RATE_LIMITED', 'INTERNAL', 'DATABASE_UNREACHABLE']
  const keyed: ErrorCode[] = route.scope === null ? [] : ['UNAUTHENTICATED', 'FORBIDDEN']
  const checked: ErrorCode[] = route.params || route.query || route.body ? ['INPUT_INVALID'] : []
  const written: ErrorCode[] =
    route.method === 'GET' ? [] : ['BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'BODY_MALFORMED']
  const once: ErrorCode[] = route.method === 'POST' ? ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_RUNNING'] : []
  return [
    ...new Set([...(route.problems as readonly ErrorCode[]), ...checked, ...keyed, ...written, ...once, ...always]),
  ]
}

function problemsOf(route: Route): Json {
  const byStatus = Map.groupBy(codesOf(route), (code) => errorCodes[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: reference('Problem') } },
      },
    ]),
  )
}

function headersOf(route: Route): Json {
  const text = { schema: { type: 'string' } }
  return {
    'RateLimit-Policy': text,
    RateLimit: text,
    'X-RateLimit-Limit': text,
    'X-RateLimit-Remaining': text,
    'X-RateLimit-Reset': { ...text, description: 'Seconds since 1970 when nothing will have been used' },
    ...(route.answer.endsWith('List') && {
      Link: { ...text, description: '`rel="next"`, unless it is the last page' },
    }),
    ...(route.versioned && { ETag: { ...text, description: 'The version, in quotes' } }),
    ...(route.method === 'POST' && {
      'Idempotency-Replayed': { ...text, description: '`true` where the answer is that of an earlier request' },
    }),
  }
}

function parametersOf(where: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return []
  return Object.entries(schema.shape).map(([name, field]) => {
    const { $schema: _schema, description, ...plain } = z.toJSONSchema(field as z.ZodType, { io: 'input' })
    const optional = (field as z.ZodType).safeParse(undefined).success
    // A coerced number arrives as text that reads as one.
    const shown = name === 'limit' ? { ...plain, type: 'integer' } : plain
    return { name, in: where, required: !optional, ...(description !== undefined && { description }), schema: shown }
  })
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function schemasOf(table: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Json {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(table)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _schema, $id: _id, ...schema }]) => [id, schema]),
  )
}
