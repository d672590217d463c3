import { randomBytes } from 'node:crypto'
import { shops } from '../../connectors/index.ts'
import { isId, parseId } from '../../model/index.ts'
import { connectShop } from '../../service/index.ts'
import { listConnections, listShops, revokeConnection, saveShop } from '../../store/index.ts'
import { findOrMakeShop, mainShop } from '../compose.ts'
import { readConfig } from '../config.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'
import { addressOf } from './keep.ts'

const pushing = Object.values(shops)
  .flatMap(({ id, webhook }) => (webhook ? [id] : []))
  .join(', ')

export const connect: Command = {
  usage: 'connect [SYSTEM [--shop ID] [--secret TEXT] | revoke ID] [--json]',
  summary: `makes the address and the secret with which a shop system (${pushing}) sends its orders here by itself`,
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      shop: { type: 'string', default: mainShop },
      secret: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const [what, id, ...rest] = positionals
    if (rest.length > 0 || (what === 'revoke') !== (id !== undefined))
      throw new UsageError(`connect takes nothing, a SYSTEM (${pushing}), or revoke ID`)
    if (!isId('shop', values.shop)) throw new UsageError(shopNames(values.shop))
    await withInstallation(async (ctx, installation) => {
      if (what === undefined) {
        const held = await ctx.store.as(ctx.tenant, (tx) => listConnections(tx))
        if (values.json) return printJson(held)
        if (held.length === 0) print(`no connections yet; make one with: whereabouts connect SYSTEM (${pushing})`)
        for (const { id: of, connector, shop, receivedAt, revokedAt } of held) {
          const state = revokedAt ? 'revoked' : receivedAt ? `last heard ${receivedAt.toString()}` : 'nothing heard yet'
          print(`${of}  ${connector}  ${shop}  ${state}`)
        }
        return
      }
      if (what === 'revoke' && id !== undefined) {
        const gone =
          /^[0-9a-f-]{36}$/.test(id) &&
          (await ctx.store.as(ctx.tenant, (tx) => revokeConnection(tx, id, ctx.clock.now())))
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
