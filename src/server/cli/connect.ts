import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { carriers, shops } from '../../connectors/index.ts'
import { isId, parseId } from '../../model/index.ts'
import {
  type Context,
  connectCarrier,
  connectPush,
  connectShop,
  disconnectCarrier,
  listCarriers,
} from '../../service/index.ts'
import { listConnections, listShops, revokeConnection, saveShop } from '../../store/index.ts'
import { findOrMakeShop, mainShop } from '../compose.ts'
import { readConfig } from '../config.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'
import { printPush, pushes } from './connect-push.ts'
import { addressOf } from './keep.ts'

const pushing = Object.values(shops)
  .flatMap(({ id, webhook }) => (webhook ? [id] : []))
  .join(', ')

const asked = Object.values(carriers)
  .flatMap(({ id, calls }) => (calls ? [id] : []))
  .join(', ')

export const connect: Command = {
  usage:
    'connect [SYSTEM [--shop ID] [--secret TEXT] | CARRIER [--set NAME=VALUE]… [--settings FILE|-] [--limit NAME=NUMBER]… [--test | --url URL] | push [ACCOUNT [--secret TEXT | --settings FILE|-] | retry] | revoke ID] [--json]',
  summary: `lets a shop system (${pushing}) send its orders here, or gives the account with which a carrier (${asked}) is asked and pushes`,
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      shop: { type: 'string', default: mainShop },
      secret: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      settings: { type: 'string' },
      limit: { type: 'string', multiple: true, default: [] },
      test: { type: 'boolean', default: false },
      url: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const [what, id, ...rest] = positionals
    if (rest.length > 0 || (what !== 'push' && (what === 'revoke') !== (id !== undefined)))
      throw new UsageError(
        `connect takes nothing, a SYSTEM (${pushing}), a CARRIER (${asked}), push ACCOUNT, or revoke ID`,
      )
    if (!isId('shop', values.shop)) throw new UsageError(shopNames(values.shop))
    if (values.test && values.url !== undefined) throw new UsageError('--test and --url exclude each other')
    const entered = await readSettings(values)
    await withInstallation(async (ctx, installation) => {
      if (what === 'push')
        return pushes(ctx, { account: id, secret: values.secret ?? entered['secret'], json: values.json })
      if (what !== undefined && ctx.carriers.has(what)) return connectTo(ctx, what, { ...values, entered })
      if (what === undefined) {
        const held = await ctx.store.as(ctx.tenant, (tx) => listConnections(tx))
        const accounts = (await listCarriers(ctx)).flatMap((carrier) => carrier.accounts)
        if (values.json) return printJson([...held, ...accounts])
        if (held.length + accounts.length === 0)
          print(`no connections yet; make one with: whereabouts connect SYSTEM (${pushing}), or CARRIER (${asked})`)
        for (const account of accounts) {
          const since = account.failure ? ` (${account.failure.kind} ${account.failure.code})` : ''
          print(`${account.id}  ${account.carrier}  ${account.state}${since}  ${account.waiting} parcels`)
        }
        for (const { id: of, connector, shop, receivedAt, revokedAt } of held) {
          const state = revokedAt ? 'revoked' : receivedAt ? `last heard ${receivedAt.toString()}` : 'nothing heard yet'
          print(`${of}  ${connector}  ${shop}  ${state}`)
        }
        return
      }
      if (what === 'revoke' && id !== undefined) {
        const gone =
          /^[0-9a-f-]{36}$/.test(id) &&
          ((await ctx.store.as(ctx.tenant, (tx) => revokeConnection(tx, id, ctx.clock.now()))) ||
            (await isDisconnected(ctx, id)))
        if (!gone) throw new InputError(`there is no connection ${id} in use; "whereabouts connect" lists them`)
        return print(values.json ? JSON.stringify({ revoked: id }) : `${id} is revoked: what it sends is refused`)
      }
      const secret = values.secret ?? randomBytes(24).toString('base64url')
      // Refused before a shop is made for it.
      if (!ctx.shops.get(what)?.webhook) await connectShop(ctx, { connector: what, shop: mainShop, secret })
      const shop = await findOrMakeShop(installation, parseId('shop', values.shop))
      const made = await connectShop(ctx, { connector: what, shop: shop.id, secret })
      const url = `${addressOf(readConfig())}/hooks/${made}`
      if (values.json) return printJson({ id: made, shop: shop.id, url, secret })
      print(`address: ${url}`)
      print(`secret:  ${secret}`)
      print('')
      for (const line of ctx.shops.get(what)?.webhook?.setUp ?? []) print(line)
    })
  },
}

const isDisconnected = async (ctx: Context, id: string) => {
  const known = (await listCarriers(ctx)).some(({ accounts }) => accounts.some((account) => account.id === id))
  if (known) await disconnectCarrier(ctx, id)
  return known
}

type Entered = {
  readonly entered: Readonly<Record<string, string>>
  readonly limit: readonly string[]
  readonly test: boolean
  readonly url?: string | undefined
  readonly json: boolean
}

async function connectTo(ctx: Context, carrier: string, { entered, limit, test, url, json }: Entered): Promise<void> {
  const limits = Object.fromEntries(pairs('--limit', limit).map(([name, value]) => [name, Number(value)]))
  const id = await connectCarrier(ctx, {
    carrier,
    settings: entered,
    baseUrl: url ?? null,
    test,
    limits,
  })
  const push = ctx.carriers.get(carrier)?.push ? await connectPush(ctx, { account: id }) : undefined
  const config = readConfig()
  if (json)
    return printJson({
      id,
      carrier,
      ...(push && { push: { url: `${addressOf(config)}${push.path}`, secret: push.secret } }),
    })
  print(`${carrier} is connected; its parcels are asked for from now on`)
  print(`to take it back: whereabouts connect revoke ${id}`)
  if (push) printPush(ctx, push, config)
}

/** `--set` stands in the list of processes for a moment; a file, or standard input, does not. */
async function readSettings({
  set,
  settings,
}: {
  set: readonly string[]
  settings?: string | undefined
}): Promise<Readonly<Record<string, string>>> {
  const given = Object.fromEntries(pairs('--set', set))
  if (settings === undefined) return given
  const from = settings === '-' ? 'standard input' : settings
  const source = await (settings === '-' ? readAll(process.stdin) : readFile(settings, 'utf8')).catch(
    (error: Error) => {
      throw new InputError(`${from} can't be read: ${error.message}`, { cause: error })
    },
  )
  const wrong = new InputError(
    `${from}: expected a JSON object of texts, such as {"clientId": "…", "clientSecret": "…"}`,
  )
  try {
    const held: unknown = JSON.parse(source)
    if (held === null || typeof held !== 'object' || Array.isArray(held)) throw wrong
    const entries = Object.entries(held).map(([name, value]: [string, unknown]) => {
      if (typeof value !== 'string') throw wrong
      return [name, value] as const
    })
    return { ...Object.fromEntries(entries), ...given }
  } catch {
    throw wrong
  }
}

function pairs(option: string, given: readonly string[]): [string, string][] {
  return given.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`${option} takes NAME=VALUE`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
}

export const shop: Command = {
  usage: 'shop [ID [--name TEXT] [--zone ZONE] [--language TAG]] [--json]',
  summary: 'lists the shops, or says what one is called, in which zone its days are, and which language it writes',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      name: { type: 'string' },
      zone: { type: 'string' },
      language: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const [id, ...rest] = positionals
    if (rest.length > 0) throw new UsageError('shop takes one ID')
    if (id !== undefined && !isId('shop', id)) throw new UsageError(shopNames(id))
    const { name, zone, language } = values
    if (name?.trim() === '') throw new InputError('--name is empty; it is what shoppers read, such as "Lamp & Shade"')
    if (zone !== undefined && !isZone(zone))
      throw new InputError(`--zone ${zone} is no time zone; one is Europe/Berlin`)
    if (language !== undefined && !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language))
      throw new InputError(`--language ${language} is no language tag; one is de, or de-AT`)
    await withInstallation(async (ctx, installation) => {
      if (id !== undefined) {
        const held = await findOrMakeShop(installation, parseId('shop', id))
        const changed = {
          id: held.id,
          name: name?.trim() ?? held.name,
          zone: zone ?? held.zone,
          language: language ?? held.language,
        }
        await ctx.store.as(ctx.tenant, (tx) => saveShop(tx, changed, ctx.clock.now()))
      }
      const shops = await ctx.store.as(ctx.tenant, (tx) => listShops(tx))
      if (values.json) return printJson(shops)
      for (const row of shops) print(`${row.id}  ${row.name}  ${row.zone}  ${row.language}`)
    })
  },
}

const shopNames = (given: string) =>
  `${JSON.stringify(given)}: a shop's id is lower-case letters, digits and dashes, such as "acme"`

function isZone(zone: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}
