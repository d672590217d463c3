import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { shops } from '../../connectors/index.ts'
import { type ReadOrders, formatMoney, parseId, isId, type ShopFormat } from '../../model/index.ts'
import { type Imported, importOrders } from '../../service/index.ts'
import { findOrMakeShop, mainShop } from '../compose.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'
import { readText } from './read.ts'

export const importCommand: Command = {
  usage: 'import orders FILE [--shop ID] [--map FIELD=COLUMN]… [--dry-run] [--json]',
  summary:
    "reads orders from a shop's recording (JSON or XML) or a CSV file: shows what was understood, then stores all or nothing",
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      shop: { type: 'string' },
      map: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    })
    const [what, file, ...rest] = positionals
    if (what !== 'orders' || file === undefined || rest.length > 0) throw new UsageError('import takes: orders FILE')
    if (values.shop !== undefined && !isId('shop', values.shop)) {
      throw new UsageError(
        `--shop ${JSON.stringify(values.shop)}: a shop's name is lower-case letters, digits and dashes, such as "acme"`,
      )
    }
    const map = await readMap(values.map)
    const { connector, read, bytes, contentType } = await readOrders(file, map)
    if (!values.json) showPreview(file, read)
    if (read.orders.length === 0 && read.rejected.length === 0) throw new InputError(`${file}: no order in it`)
    if (read.rejected.length > 0) {
      if (values.json)
        printJson({ stored: 0, understood: read.orders.length, fields: read.fields, rejected: read.rejected })
      throw new InputError(
        [
          `${file}: nothing was stored, because ${count(read.rejected.length, 'row')} can't be used:`,
          ...read.rejected.slice(0, 50).map(({ line, reason }) => `  line ${line}: ${reason}`),
        ].join('\n'),
      )
    }
    if (values['dry-run']) {
      if (values.json) printJson({ stored: 0, understood: read.orders.length, fields: read.fields, rejected: [] })
      else print('nothing was stored (--dry-run)')
      return
    }
    const imported = await withInstallation(async (ctx, installation): Promise<Imported & { shop: string }> => {
      const shop = await findOrMakeShop(
        installation,
        values.shop === undefined ? mainShop : parseId('shop', values.shop),
      )
      if (shop.made && !values.json) print(`shop "${shop.id}" is new (zone ${shop.zone})`)
      return { ...(await importOrders(ctx, { connector, shop: shop.id, read, contentType, bytes })), shop: shop.id }
    })
    if (values.json)
      printJson({
        stored: imported.changed,
        understood: read.orders.length,
        shop: imported.shop,
        orders: imported.ids,
        fields: read.fields,
        rejected: [],
      })
    else
      print(
        `${count(imported.changed, 'order version')} stored in shop "${imported.shop}", ${imported.orders - imported.changed} known already`,
      )
  },
}

type Read = {
  readonly connector: string
  readonly read: ReadOrders
  readonly bytes: number
  readonly contentType: string
}

const contentTypes = { xml: 'application/xml', json: 'application/json', csv: 'text/csv' } as const satisfies Record<
  ShopFormat,
  string
>

/** By its first character XML, JSON or else CSV, and then by whichever shop's connector finds orders in it; a folder, file by file. */
async function readOrders(file: string, map: Readonly<Record<string, string>>): Promise<Read> {
  const about = await stat(file).catch(() => undefined)
  if (about?.isDirectory()) return readFolder(file, map)
  return understand(file, await readText(file), map)
}

function understand(file: string, text: string, map: Readonly<Record<string, string>>): Read {
  const bytes = Buffer.byteLength(text)
  const first = /^[\s\uFEFF]*(\S)/.exec(text)?.[1] ?? ''
  const format = first === '<' ? 'xml' : first === '{' || first === '[' ? 'json' : 'csv'
  const candidates = Object.entries(shops).filter(([, shop]) => shop.format === format)
  const answers = candidates.map(([connector, shop]) => ({
    connector,
    name: shop.name,
    read: shop.read(text, { map, now: Temporal.Now.instant() }),
  }))
  // One that finds orders; else one whose answer it is though it holds none, with the reason.
  const best =
    answers.find(({ read }) => read.ok && read.value.orders.length > 0) ??
    answers.find(({ read }) => read.ok || read.failure.kind !== 'malformed')
  if (best?.read.ok)
    return { connector: best.connector, read: best.read.value, bytes, contentType: contentTypes[format] }
  const refusals = (best ? [best] : answers).flatMap(({ name, read }) =>
    read.ok ? [] : `${name}: ${read.failure.message}`,
  )
  throw new InputError(`${file}: ${refusals.join('; ')}`)
}

async function readFolder(folder: string, map: Readonly<Record<string, string>>): Promise<Read> {
  const names = (await readdir(folder)).toSorted()
  const ending = (wanted: readonly string[]) => names.filter((name) => wanted.includes(extname(name)))
  const texts = await Promise.all(
    ending(['.json', '.csv']).map(async (name) => ({ name, text: await readText(join(folder, name)) })),
  )
  // SOAP tells an order and its parcels in answers of their own, which only together make an order with tracking numbers.
  const xml = await Promise.all(ending(['.xml']).map((name) => readText(join(folder, name))))
  const declared = xml.map((text) => text.trim().replace(/^(?!<\?xml)/, '<?xml version="1.0"?>\n'))
  if (xml.length > 0) texts.push({ name: '*.xml', text: declared.join('\n') })
  const parts: Read[] = []
  for (const { name, text } of texts) {
    try {
      parts.push(understand(join(folder, name), text, map))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  const first = parts.find(({ read }) => read.orders.length > 0) ?? parts[0]
  if (!first) throw new InputError(`${folder}: no file with orders in it`)
  const same = parts.filter(({ connector }) => connector === first.connector)
  return {
    ...first,
    bytes: same.reduce((n, part) => n + part.bytes, 0),
    // A recording of a shop is mostly calls without an order; in a folder those are no rows to reject.
    read: { orders: same.flatMap(({ read }) => read.orders), rejected: [], fields: first.read.fields },
  }
}

/** `--map number="Order No."`, several times, or one `--map FILE` with a JSON object. */
async function readMap(given: readonly string[]): Promise<Record<string, string>> {
  const map: Record<string, string> = {}
  for (const entry of given) {
    const at = entry.indexOf('=')
    if (at > 0) {
      map[entry.slice(0, at).trim()] = entry.slice(at + 1).trim()
      continue
    }
    let parsed: unknown
    try {
      parsed = JSON.parse(await readText(entry))
    } catch (error) {
      if (error instanceof InputError) throw error
      throw new InputError(
        `--map ${entry} is not JSON; it looks like {"number": "Order No.", "email": "Customer mail"}`,
      )
    }
    if (
      parsed === null ||
      typeof parsed !== 'object' ||
      Object.values(parsed).some((value) => typeof value !== 'string')
    ) {
      throw new InputError(`--map ${entry} is not an object of field names to column names`)
    }
    Object.assign(map, parsed)
  }
  return map
}

function showPreview(file: string, { orders, rejected, skipped = [], fields }: ReadOrders): void {
  const left =
    skipped.length > 0 ? `, ${skipped.length} left out that ${skipped.length === 1 ? 'is' : 'are'} no order` : ''
  print(`${file}: ${count(orders.length, 'order')} understood, ${count(rejected.length, 'row')} rejected${left}`)
  const taken = Object.entries(fields)
  if (taken.length > 0) print(`  fields: ${taken.map(([field, column]) => `${field} ← ${column}`).join(', ')}`)
  for (const { order } of orders.slice(0, 5)) {
    const items = order.lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ')
    const numbers = order.shipments.flatMap(({ number }) => number ?? [])
    print(
      `  ${order.number}  ${order.placedAt.toString({ smallestUnit: 'minute' })}  ${order.state}, ${order.payment}  ${formatMoney(order.total, 'en')}  ${items}${numbers.length > 0 ? `  [${numbers.join(', ')}]` : ''}`,
    )
  }
  if (orders.length > 5) print(`  … and ${orders.length - 5} more`)
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`
