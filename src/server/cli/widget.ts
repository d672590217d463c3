import { isId } from '../../model/index.ts'
import { listShopKeys, makeShopKey, revokeShopKey } from '../../service/index.ts'
import { readConfig } from '../config.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'

export const widget: Command = {
  usage: 'widget [add --shop ID --origin URL… | list | revoke ID] [--json]',
  summary:
    "makes, lists and revokes the keys by which a shop's own pages hold the chat; add prints what to paste there",
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      shop: { type: 'string', default: 'main' },
      origin: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    })
    const [what = 'list', id, ...rest] = positionals
    const known = what === 'add' || what === 'list' || what === 'revoke'
    if (!known || rest.length > 0 || (what === 'revoke') !== (id !== undefined))
      throw new UsageError('widget takes add, list, or revoke ID')
    if (what !== 'add' && values.origin.length > 0) throw new UsageError('--origin belongs to add')
    const { shop, origin, json } = values
    if (!isId('shop', shop)) throw new UsageError(`--shop: ${JSON.stringify(shop)} is no shop's name, such as main`)
    const config = readConfig()
    await withInstallation(async (ctx) => {
      if (what === 'add') {
        const made = await makeShopKey(ctx, { shop, origins: origin })
        const host = config.publicUrl ?? `http${config.tls ? 's' : ''}://${config.host}:${config.port}`
        const snippet = [
          '<!-- Order assistant: into every page it is to be on, before </body> -->',
          `<script async src="${host}/widget.js" data-key="${made.key}"></script>`,
        ]
        if (json) printJson({ ...made, snippet: snippet.join('\n') })
        else snippet.forEach(print)
        return
      }
      if (what === 'revoke' && id !== undefined) {
        if (!(await revokeShopKey(ctx, id)))
          throw new InputError(`there is no key ${id} in use; "whereabouts widget list" lists them`)
        print(json ? JSON.stringify({ revoked: id }) : `${id} is revoked`)
        return
      }
      const held = await listShopKeys(ctx)
      if (json)
        return printJson(
          held.map((key) => ({
            ...key,
            createdAt: key.createdAt.toString(),
            revokedAt: key.revokedAt?.toString() ?? null,
          })),
        )
      if (held.length === 0)
        print('no keys yet; make one with: whereabouts widget add --shop main --origin https://shop.example')
      for (const key of held)
        print(`${key.id}  ${key.key}  ${key.shop}  ${key.origins.join(' ')}${key.revokedAt ? '  revoked' : ''}`)
    })
  },
}
