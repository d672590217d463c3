import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Route, type RouteName, type Routes, type answers, bodies, routes } from '../../contract/index.ts'
import { parseId } from '../../model/index.ts'
import {
  type Context,
  type Scope,
  type ShownParcel,
  ServiceError,
  cancelChange,
  carrierCodes,
  close,
  closeChange,
  confirmChange,
  deliveryOptions,
  connectCarrier,
  disconnectCarrier,
  listCarriers,
  pushState,
  viewOfAccount,
  viewOfCarrier,
  handBack,
  importOrders,
  ingestAnswer,
  ingestScans,
  listConversations,
  listOpenChanges,
  listOrders,
  listParcels,
  listUnmapped,
  makeLink,
  mapCode,
  openApiKey,
  policyGaps,
  policyVersions,
  quoteChange,
  reply,
  requireScope,
  saveChangeRules,
  savePolicies,
  say,
  showChange,
  showChangeRules,
  setParcelCarrier,
  showConversation,
  showHandOver,
  showOrder,
  showParcel,
  showPolicies,
  trackNumber,
  unmapCode,
  viewOfChange,
  viewOfChangeRules,
  viewOfCodes,
  viewOfGap,
  viewOfMapping,
  viewOfOption,
  viewOfOrder,
  viewOfPolicies,
  viewOfScan,
  viewOfUnmapped,
} from '../../service/index.ts'
import { type App, contextOf, publicUrlOf } from './app.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { once } from './idempotency.ts'
import { type Allowance, type Limits, holderOf } from './limits.ts'
import { openApi } from './openapi.ts'
import { InvalidInput } from './problems.ts'
import { within } from './within.ts'

/** `/v1`: every route of the table in `contract/routes.ts`, with its key, its limits and its validation. */
export function serveApi(server: FastifyInstance, app: App, limits: Limits): void {
  const asking = new WeakMap<FastifyRequest, Context>()
  const perKey: Allowance = { name: 'key', limit: app.settings.requestsPerMinute, windowSeconds: 60 }
  const perAddress: Allowance = { ...perKey, name: 'address' }
  const handlers = handlersOf(app, server)

  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name]
    server.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      // Before the body is read: who may not send one need not be listened to.
      onRequest: async (request, reply) => {
        await admit(request, reply, route)
        if (route.method !== 'GET') requireType(request, route)
      },
      handler: (request, reply) => answer(name, route, request, reply),
    })
  }

  async function admit(request: FastifyRequest, reply: FastifyReply, { scope }: Route): Promise<void> {
    const address = holderOf(request.ip)
    const left = limits.take(perAddress, address, 0)
    if (!left.allowed) limits.tell(reply, left)
    if (scope === null) return limits.tell(reply, limits.take(perAddress, address))
    const secret = /^Bearer +(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    const key = secret === undefined ? undefined : await within(openApiKey(app, secret))
    if (!key) {
      // A guess costs its address; a right key is counted by itself.
      limits.tell(reply, limits.take(perAddress, address))
      throw new ServiceError(
        'UNAUTHENTICATED',
        secret === undefined
          ? 'send an API key as "Authorization: Bearer wh_…"; the operator makes one with: whereabouts keys add NAME'
          : 'this API key is not one of ours or was revoked; the operator makes a new one with: whereabouts keys add NAME',
      )
    }
    limits.tell(reply, limits.take(perKey, key.id))
    const ctx = contextOf(app, key.tenant, { kind: 'api_key', id: key.id, scopes: key.scopes })
    requireScope(ctx, scope as Scope)
    asking.set(request, ctx)
  }

  async function answer(
    name: RouteName,
    route: Route,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const params = route.params && parsed(route.params, request.params, 'path')
    const query = route.query && parsed(route.query, request.query, 'query')
    const ctx = asking.get(request) ?? contextOf(app, app.tenant, { kind: 'api_key', id: '', scopes: [] })
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const run = async () => {
      const raw = { text: textOf(bytes), bytes: bytes.length, contentType: typeOf(request) }
      const body = route.body && parsed(bodies[route.body], jsonOf(raw.text, route), 'body')
      // Each handler takes what its own row of the table says it gets; the pairing is checked where they are declared.
      const handle = handlers[name] as (input: unknown) => Promise<unknown>
      const basedOn = route.versioned && route.method !== 'GET' ? versionIn(request) : null
      const value = await handle({ ctx, params, query, body, raw, basedOn })
      if (route.versioned) reply.header('ETag', `"${(value as { readonly version: number }).version}"`)
      const next = (value as { readonly next?: unknown }).next
      if (typeof next === 'string') reply.header('Link', `<${withCursor(request.url, next)}>; rel="next"`)
      return { status: route.status, body: JSON.stringify(value) }
    }
    const { actor } = ctx
    const done =
      route.method === 'POST' && actor.kind === 'api_key'
        ? await once(app, request, reply, { tenant: ctx.tenant, who: actor.id, body: bytes }, run)
        : await run()
    return reply.code(done.status).header('Content-Type', 'application/json; charset=utf-8').send(done.body)
  }
}

type Parsed<R, K extends string> = R extends { readonly [k in K]: infer S extends z.ZodType } ? z.output<S> : undefined
type Input<R> = {
  readonly ctx: Context
  readonly params: Parsed<R, 'params'>
  readonly query: Parsed<R, 'query'>
  readonly body: R extends { readonly body: infer B extends keyof typeof bodies }
    ? z.output<(typeof bodies)[B]>
    : undefined
  readonly raw: { readonly text: string; readonly bytes: number; readonly contentType: string }
  /** Of If-Match, where the route is versioned; null for `*`. */
  readonly basedOn: number | null
}
type Handlers = {
  readonly [N in RouteName]: (input: Input<Routes[N]>) => Promise<z.input<(typeof answers)[Routes[N]['answer']]>>
}

const ByTime = z.strictObject({ at: z.iso.datetime(), id: z.uuid() })
const ById = z.strictObject({ id: z.uuid() })
const ByVersion = z.strictObject({ version: z.int().positive() })

function handlersOf(app: App, server: FastifyInstance): Handlers {
  let document: ReturnType<typeof openApi> | undefined
  return {
    openApi: async () => (document ??= openApi({ publicUrl: publicUrlOf(app, server) })),
    health: async () => {
      await within(app.store.tenants())
      return { status: 'ok', database: 'reachable' }
    },

    listOrders: async ({ ctx, query: { limit, cursor, number } }) => {
      const from = cursor === undefined ? null : fromCursor(ByTime, cursor)
      const { orders, next } = await listOrders(ctx, {
        limit,
        number,
        before: from && { placedAt: from.at, id: from.id },
      })
      return {
        items: orders.map((order) => viewOfOrder(order, app.carriers)),
        next: next && toCursor({ at: next.placedAt, id: next.id }),
      }
    },
    showOrder: async ({ ctx, params }) => viewOfOrder(await showOrder(ctx, parseId('order', params.id)), app.carriers),
    importOrders: async ({ ctx, params, query, raw }) => {
      const shop = app.shops.get(query.connector)
      if (!shop) {
        throw new ServiceError(
          'CONNECTOR_UNKNOWN',
          `there is no connector "${query.connector}"; known are ${[...app.shops.keys()].join(', ')}`,
        )
      }
      const read = shop.read(raw.text, { map: mapOf(query.map), now: app.clock.now() })
      if (!read.ok)
        throw new ServiceError('BODY_MALFORMED', `this is nothing ${shop.name} sends: ${read.failure.message}`)
      const { bytes, contentType } = raw
      const imported = await importOrders(ctx, {
        connector: shop.id,
        shop: parseId('shop', params.shop),
        read: read.value,
        contentType,
        bytes,
      })
      return { ...imported, ids: [...imported.ids] }
    },
    makeLink: async ({ ctx, params, body: { days } }) => {
      const { id } = await showOrder(ctx, parseId('order', params.id))
      const life = Temporal.Duration.from({ hours: 24 * days })
      const secret = await makeLink(ctx, { order: id, life })
      return {
        url: `${publicUrlOf(app, server)}/t/${secret}`,
        expiresAt: app.clock.now().add(life).toString(),
      }
    },

    listParcels: async ({ ctx, query: { limit, cursor, number } }) => {
      if (number !== undefined) return { items: (await trackNumber(ctx, number)).map(viewOfShown), next: null }
      const after = cursor === undefined ? null : fromCursor(ById, cursor).id
      const { parcels, next } = await listParcels(ctx, { limit, after })
      return { items: parcels.map(viewOfShown), next: next && toCursor({ id: next }) }
    },
    showParcel: async ({ ctx, params }) => viewOfShown(await showParcel(ctx, parseId('parcel', params.id))),
    parcelChanges: async ({ ctx, params }) => {
      const { options, changes } = await deliveryOptions(ctx, parseId('parcel', params.id))
      return { options: options.map(viewOfOption), changes: changes.map(viewOfChange) }
    },
    quoteChange: async ({ ctx, params, body }) =>
      viewOfChange(await quoteChange(ctx, { parcel: parseId('parcel', params.id), wish: body })),
    listChanges: async ({ ctx }) => ({ items: (await listOpenChanges(ctx)).map(viewOfChange) }),
    showChange: async ({ ctx, params }) => viewOfChange(await showChange(ctx, params.id)),
    confirmChange: async ({ ctx, params, body }) =>
      viewOfChange(await confirmChange(ctx, { change: params.id, cost: body.cost })),
    cancelChange: async ({ ctx, params }) => viewOfChange(await cancelChange(ctx, { change: params.id })),
    closeChange: async ({ ctx, params, body }) => viewOfChange(await closeChange(ctx, { change: params.id, ...body })),
    showChangeRules: async ({ ctx }) => viewOfChangeRules(await showChangeRules(ctx)),
    saveChangeRules: async ({ ctx, body, basedOn }) =>
      viewOfChangeRules(await saveChangeRules(ctx, { rules: body, basedOn })),

    setCarrier: async ({ ctx, params, body }) =>
      viewOfShown(await setParcelCarrier(ctx, { id: parseId('parcel', params.id), carrier: body.carrier })),
    postScans: ({ ctx, body, raw }) => ingestScans(ctx, { scans: body.scans, bytes: raw.bytes }),
    postAnswer: ({ ctx, params, raw }) =>
      ingestAnswer(ctx, { carrier: params.carrier, body: raw.text, contentType: raw.contentType }),
    listCarriers: async ({ ctx }) => {
      const pushes = await pushState(ctx)
      return { items: (await listCarriers(ctx)).map((carrier) => viewOfCarrier(carrier, pushes)) }
    },
    connectCarrier: async ({ ctx, params, body: { settings, test, limits = {} } }) => {
      const id = await connectCarrier(ctx, { carrier: params.carrier, settings, limits, test })
      const accounts = (await listCarriers(ctx)).flatMap((carrier) => carrier.accounts)
      const made = accounts.find((account) => account.id === id)
      if (!made) throw new ServiceError('NOT_FOUND', `account ${id} was taken back at once`)
      return viewOfAccount(made)
    },
    disconnectCarrier: async ({ ctx, params }) => viewOfAccount(await disconnectCarrier(ctx, params.id)),
    unmapped: async ({ ctx, query: { carrier } }) => ({
      items: (await listUnmapped(ctx, carrier === undefined ? {} : { carrier })).map(viewOfUnmapped),
    }),
    carrierCodes: async ({ ctx, params }) => viewOfCodes(await carrierCodes(ctx, params.carrier)),
    mapCode: async ({ ctx, params, body, basedOn }) => viewOfMapping(await mapCode(ctx, { ...params, body, basedOn })),
    unmapCode: async ({ ctx, params, basedOn }) => viewOfMapping(await unmapCode(ctx, { ...params, basedOn })),

    showPolicies: async ({ ctx, params }) => viewOfPolicies(await showPolicies(ctx, parseId('shop', params.shop))),
    savePolicies: async ({ ctx, params, body, basedOn }) =>
      viewOfPolicies(await savePolicies(ctx, { shop: parseId('shop', params.shop), body, basedOn })),
    policyVersions: async ({ ctx, params, query: { limit, cursor } }) => {
      const before = cursor === undefined ? null : fromCursor(ByVersion, cursor).version
      const { versions, next } = await policyVersions(ctx, { shop: parseId('shop', params.shop), before, limit })
      return { items: versions.map(viewOfPolicies), next: next === null ? null : toCursor({ version: next }) }
    },
    policyGaps: async ({ ctx, params }) => ({
      items: (await policyGaps(ctx, parseId('shop', params.shop))).map(viewOfGap),
    }),

    listConversations: async ({ ctx, query: { limit, cursor, state } }) => {
      const from = cursor === undefined ? null : fromCursor(ByTime, cursor)
      const { conversations, next } = await listConversations(ctx, {
        limit,
        state: state ?? null,
        before: from && { changedAt: from.at, id: from.id },
      })
      return {
        items: conversations.map(({ createdAt, changedAt, ...rest }) => ({
          ...rest,
          createdAt: createdAt.toString(),
          changedAt: changedAt.toString(),
        })),
        next: next && toCursor({ at: next.changedAt, id: next.id }),
      }
    },
    showConversation: async ({ ctx, params }) => {
      const found = await showConversation(ctx, { conversation: parseId('conversation', params.id) })
      if (!found) throw new ServiceError('CONVERSATION_NOT_FOUND', `no conversation ${params.id}`)
      return found
    },
    startConversation: ({ ctx, body }) => say(ctx, { order: null, text: body.text }),
    sayInConversation: ({ ctx, params, body }) =>
      say(ctx, { conversation: parseId('conversation', params.id), text: body.text }),
    showHandOver: async ({ ctx, params }) => {
      const packet = await showHandOver(ctx, parseId('conversation', params.id))
      if (packet.handOver) return packet
      throw new ServiceError('HAND_OVER_NOT_FOUND', `conversation ${params.id} was never given to a person`)
    },
    reply: ({ ctx, params, body }) => reply(ctx, { conversation: parseId('conversation', params.id), ...body }),
    handBack: ({ ctx, params }) => handBack(ctx, { conversation: parseId('conversation', params.id) }),
    closeConversation: ({ ctx, params }) => close(ctx, { conversation: parseId('conversation', params.id) }),
  }
}

function viewOfShown({ heardAt, scans, orders, candidates, ...parcel }: ShownParcel) {
  const ranked = candidates?.map(({ carrier, score, reasons }) => ({ carrier, score, reasons: [...reasons] }))
  return {
    ...parcel,
    ...(ranked && { candidates: ranked }),
    heardAt: heardAt?.toString() ?? null,
    orders: [...orders],
    scans: scans.map(viewOfScan),
  }
}

/** The version a write is based on: the ETag it was read with. */
function versionIn({ headers }: FastifyRequest): number | null {
  const given = headers['if-match']?.trim()
  if (given === undefined) {
    throw new ServiceError(
      'VERSION_REQUIRED',
      'send If-Match with the ETag this was read with, or "0" where nothing was saved yet, so that nobody else\'s change is lost',
    )
  }
  if (given === '*') return null
  const version = /^"(\d{1,9})"$/.exec(given)?.[1]
  if (version === undefined) {
    throw new ServiceError('INPUT_INVALID', `If-Match is ${JSON.stringify(given.slice(0, 40))}; it looks like "3"`)
  }
  return Number(version)
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: 'body' | 'query' | 'path',
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (!result.success) throw new InvalidInput(where, result.error)
  return result.data
}

/** `field=Column name`, once or several times. */
function mapOf(given: string | readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    (typeof given === 'string' ? [given] : given).map((pair) => {
      const [, field, column] = /^([^=]+)=(.+)$/s.exec(pair) ?? []
      if (field === undefined || column === undefined) {
        throw new ServiceError('INPUT_INVALID', `map=${pair} names no column; it looks like map=number=Order No`)
      }
      return [field.trim(), column.trim()]
    }),
  )
}

function typeOf({ headers }: FastifyRequest): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

function requireType(request: FastifyRequest, { body, bodyOptional, raw }: Route): void {
  const type = typeOf(request)
  const taken = raw ?? (body ? ['application/json'] : [])
  const empty = request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined
  if (taken.includes(type) || (type === '' && bodyOptional && (empty || request.headers['content-length'] === '0')))
    return
  throw new ServiceError(
    'UNSUPPORTED_MEDIA_TYPE',
    `the Content-Type is ${type === '' ? 'missing' : `"${type.slice(0, 80)}"`}; this path takes ${taken.join(', ')}`,
  )
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new ServiceError('BODY_MALFORMED', 'the body is not UTF-8')
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

function jsonOf(text: string, { bodyOptional }: Route): unknown {
  if (bodyOptional && text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ServiceError(
      'BODY_MALFORMED',
      text === '' ? 'the body is empty; JSON was expected' : `the body is not JSON: ${reason}`,
      {
        cause,
      },
    )
  }
}

function withCursor(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost')
  next.searchParams.set('cursor', cursor)
  return `${next.pathname}${next.search}`
}
