import { fromDecimal, formatMoney, type Money, minorDigits } from '../../model/index.ts'
import {
  type Context,
  type DeliveryChange,
  closeChange,
  confirmChange,
  listOpenChanges,
  saveChangeRules,
  showChange,
  showChangeRules,
  viewOfChange,
  viewOfChangeRules,
} from '../../service/index.ts'
import { ChangeRules } from '../../contract/index.ts'
import { openCarriers } from '../carriers.ts'
import type { Installation } from '../compose.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'
import { readText } from './read.ts'

export const changes: Command = {
  usage: `changes [list] [--json]
       whereabouts changes show ID [--json]
       whereabouts changes approve ID --cost "17.75 USD" [--json]
       whereabouts changes close ID made|not_made [--note TEXT] [--json]
       whereabouts changes rules [FILE] [--json]`,
  summary:
    'changes of deliveries that wait for you: new address, another day, pick-up, return; and what you allow without being asked',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      cost: { type: 'string' },
      note: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const { json } = values
    const [what = 'list', id, outcome, ...rest] = positionals
    if (what === 'list' && id === undefined) return list(json)
    if (what === 'rules' && outcome === undefined) return rules(id, json)
    if (what === 'show' && id !== undefined && outcome === undefined) return one(json, (ctx) => showChange(ctx, id))
    if (what === 'approve' && id !== undefined && outcome === undefined) {
      const cost = readCost(values.cost)
      return one(json, async (ctx, installation) => {
        const { caller, close } = openCarriers(installation)
        try {
          return await confirmChange({ ...ctx, exchange: caller }, { change: id, cost })
        } finally {
          await close()
        }
      })
    }
    if (what === 'close' && id !== undefined && (outcome === 'made' || outcome === 'not_made') && rest.length === 0)
      return one(json, (ctx) => closeChange(ctx, { change: id, outcome, note: values.note ?? null }))
    throw new UsageError(
      'changes takes: list, show ID, approve ID --cost AMOUNT, close ID made (or not_made), or rules [FILE]',
    )
  },
}

async function list(json: boolean): Promise<void> {
  await withInstallation(async (ctx) => {
    const open = await listOpenChanges(ctx)
    if (json) return printJson(open.map(viewOfChange))
    if (open.length === 0) return print('no change of a delivery waits for you')
    for (const change of open) for (const line of linesOf(change)) print(line)
  })
}

async function one(
  json: boolean,
  act: (ctx: Context, installation: Installation) => Promise<DeliveryChange>,
): Promise<void> {
  await withInstallation(async (ctx, installation) => {
    const change = await act(ctx, installation)
    if (json) return printJson(viewOfChange(change))
    for (const line of linesOf(change)) print(line)
    for (const { at, step, who, failure } of change.steps)
      print(`    ${at.toString()}  ${step} by ${who}${failure ? ` (${failure.code})` : ''}`)
  })
}

const next: Partial<Record<DeliveryChange['state'], string>> = {
  requested: 'ask the carrier, then: whereabouts changes close ID made|not_made',
  unknown: 'the answer was lost: ask the carrier what became of it, then: whereabouts changes close ID made|not_made',
}

function linesOf(change: DeliveryChange): readonly string[] {
  const { id, parcel, kind, how, state, cost, wish, askedBy, failure } = change
  const costs = cost ? formatMoney(cost, 'en') : 'nobody has said what it costs'
  const approve = cost && `to approve it: whereabouts changes approve ID --cost "${decimal(cost)} ${cost.currency}"`
  const todo = state === 'requested' && how === 'api' ? approve : next[state]
  const to =
    wish?.kind === 'redirect_to_address'
      ? `to ${[wish.address.name, ...wish.address.lines, wish.address.city, wish.address.region, wish.address.postal, wish.address.country].filter(Boolean).join(', ')}`
      : wish?.kind === 'reschedule'
        ? `to ${wish.day.toString()}`
        : ''
  return [
    `${id}  ${state}: ${kind} ${to}`.trimEnd(),
    `    parcel ${parcel}, asked by ${askedBy}; ${costs}${failure ? `; ${failure.code}` : ''}`,
    ...(todo ? [`    ${todo.replace('ID', id)}`] : []),
  ]
}

const decimal = ({ minor, currency }: Money) => {
  const digits = minorDigits(currency) ?? 2
  return (minor / 10 ** digits).toFixed(digits)
}

function readCost(given: string | undefined): Money | null {
  const [, amount = '', currency = ''] = /^\s*([\d.]+)\s*([A-Z]{3})\s*$/.exec(given ?? '') ?? []
  const cost = fromDecimal(amount, currency)
  if (cost) return cost
  throw new UsageError(
    `--cost ${given === undefined ? 'is missing' : JSON.stringify(given)}: it is the cost that was shown, such as "17.75 USD"`,
  )
}

async function rules(file: string | undefined, json: boolean): Promise<void> {
  const given = file === undefined ? undefined : readRules(file, await readText(file))
  await withInstallation(async (ctx) => {
    const held = await showChangeRules(ctx)
    const saved = given ? await saveChangeRules(ctx, { rules: given, basedOn: held.version }) : held
    if (json) return printJson(viewOfChangeRules(saved))
    if (!given) return print(JSON.stringify(saved.rules, null, 2))
    print(`these rules hold ${saved.version === held.version ? 'already' : 'from now on'} (version ${saved.version})`)
  })
}

function readRules(file: string, text: string): ChangeRules {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InputError(`${file} is not JSON; it looks like {"allowed": [], "contact": null}`)
  }
  const read = ChangeRules.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new InputError(
    `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not the rules'}; nothing was saved`,
  )
}
