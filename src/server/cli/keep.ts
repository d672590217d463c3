import {
  type Scope,
  type ShownAccount,
  listCarriers,
  makeApiKey,
  makeLink,
  makeSignInLink,
  rederive as rederiveHistory,
  revokeSignIns,
  scopes,
} from '../../service/index.ts'
import { findOrdersByNumber, listApiKeys, revokeApiKey, deadLetters, runningUrl } from '../../store/index.ts'
import { readConfig } from '../config.ts'
import { hasDemo } from '../demo/has.ts'
import { checkPushes } from './check-pushes.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'

export const rederive: Command = {
  usage: 'rederive [--json]',
  summary: 'empties every derived table and rebuilds it from raw history with the current readers',
  run: async (args) => {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } })
    if (positionals.length > 0) throw new UsageError('rederive takes no arguments')
    const result = await withInstallation((ctx) =>
      rederiveHistory(ctx, {
        onProgress: (n) => (values.json ? undefined : process.stderr.write(`\r${n} answers read again`)),
      }),
    )
    if (values.json) return printJson(result)
    process.stderr.write('\n')
    print(`${result.slices} answers read again, ${result.unreadable.length} can't be read any more`)
    for (const { seq, reason } of result.unreadable.slice(0, 20)) print(`  ${seq}: ${reason}`)
  },
}

export const keys: Command = {
  usage: 'keys [add NAME [--scopes A,B] | revoke ID] [--json]',
  summary: `lists, makes and revokes API keys; scopes: ${scopes.join(', ')}`,
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      scopes: { type: 'string', default: scopes.join(',') },
      json: { type: 'boolean', default: false },
    })
    const [what = 'list', name, ...rest] = positionals
    if (rest.length > 0 || !['list', 'add', 'revoke'].includes(what) || (what !== 'list' && name === undefined))
      throw new UsageError('keys takes nothing, add NAME, or revoke ID')
    await withInstallation(async (ctx) => {
      if (what === 'add' && name !== undefined) {
        const made = await makeApiKey(ctx, { name, scopes: readScopes(values.scopes) })
        if (values.json) return printJson(made)
        print(made.key)
        print('Keep it: it is shown this once. Send it as "Authorization: Bearer …".')
        return
      }
      if (what === 'revoke' && name !== undefined) {
        const gone =
          /^[0-9a-f-]{36}$/.test(name) &&
          (await ctx.store.as(ctx.tenant, (tx) => revokeApiKey(tx, name, ctx.clock.now())))
        if (!gone) throw new InputError(`there is no key ${name} in use; "whereabouts keys" lists them`)
        print(values.json ? JSON.stringify({ revoked: name }) : `${name} is revoked`)
        return
      }
      const held = await ctx.store.as(ctx.tenant, (tx) => listApiKeys(tx))
      if (values.json)
        return printJson(
          held.map((key) => ({
            ...key,
            createdAt: key.createdAt.toString(),
            revokedAt: key.revokedAt?.toString() ?? null,
          })),
        )
      if (held.length === 0) print('no keys yet; make one with: whereabouts keys add NAME')
      for (const { id, hint, name: of, scopes: may, revokedAt } of held)
        print(`${id}  ${hint}  ${of}  ${may.join(' ')}${revokedAt ? '  revoked' : ''}`)
    })
  },
}

function readScopes(text: string): Scope[] {
  return text.split(',').map((given) => {
    const scope = scopes.find((known) => known === given.trim())
    if (!scope) throw new UsageError(`--scopes: there is no scope "${given.trim()}"; there are ${scopes.join(', ')}`)
    return scope
  })
}

export const link: Command = {
  usage: 'link ORDER-NUMBER [--json]',
  summary: 'makes a tracking link for an order, as a mail to its customer would carry it',
  run: async (args) => {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } })
    const [number, ...rest] = positionals
    if (number === undefined || rest.length > 0) throw new UsageError('link takes one ORDER-NUMBER')
    const config = readConfig()
    const secret = await withInstallation(async (ctx) => {
      const [order] = await ctx.store.as(ctx.tenant, (tx) => findOrdersByNumber(tx, number))
      if (!order) throw new InputError(`there is no order "${number}"`)
      return makeLink(ctx, { order })
    })
    const url = `${addressOf(config)}/t/${secret}`
    if (values.json) printJson({ url })
    else print(url)
  },
}

export const signInCommand: Command = {
  usage: 'sign-in [--name NAME] [--revoke-all] [--json]',
  summary: 'makes a link to answer shoppers with, or signs everybody out; NAME is what shoppers read beside an answer',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      name: { type: 'string' },
      'revoke-all': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    })
    if (positionals.length > 0) throw new UsageError('sign-in takes no arguments but --name and --revoke-all')
    const { name, json } = values
    if (values['revoke-all']) {
      if (name !== undefined) throw new UsageError('--revoke-all signs everybody out; --name is for a new link')
      const revoked = await withInstallation((ctx) => revokeSignIns(ctx))
      return json
        ? printJson({ revoked })
        : print(`${revoked} signed out; links that were not used yet don't work any more`)
    }
    const config = readConfig()
    const path = await withInstallation((ctx) => makeSignInLink(ctx, { name: name ?? null }))
    const url = `${config.publicUrl ?? runningUrl(config.folder) ?? addressOf(config)}${path}`
    if (json) return printJson({ url })
    print(url)
    print('It works once, within 15 minutes. Whoever opens it can read and answer every conversation.')
  },
}

/** Where others reach the installation, as far as its settings tell. */
export const addressOf = ({ publicUrl, tls, host, port }: ReturnType<typeof readConfig>): string =>
  publicUrl ?? `http${tls ? 's' : ''}://${host}:${port}`
export const doctor: Command = {
  usage: 'doctor [--json]',
  summary: 'checks settings, keys, database and queue, and says what to do about what is wrong',
  run: async (args) => {
    const { values } = readArguments(args, { json: { type: 'boolean', default: false } })
    const checks: { check: string; ok: boolean; detail: string }[] = []
    const config = readConfig()
    checks.push({
      check: 'settings',
      ok: true,
      detail: `data in ${config.folder}, listening on ${config.host}:${config.port}`,
    })
    await withInstallation(async (ctx, { masterKey }) => {
      checks.push({
        check: 'master key',
        ok: true,
        detail: `${masterKey.made ? 'made just now' : 'read'} from ${masterKey.from}; is there a copy of it elsewhere?`,
      })
      const [about] = await ctx.store.as(ctx.tenant, (tx) =>
        tx.query<{ version: string; role: string }>(
          `select current_setting('server_version') as version, current_user::text as role`,
        ),
      )
      checks.push({ check: 'database', ok: true, detail: `PostgreSQL ${about?.version}, as ${about?.role}` })
      if (await hasDemo(ctx)) {
        const detail = 'this folder holds the demo shop; an installation of your own wants another WHEREABOUTS_HOME'
        checks.push({ check: 'demo', ok: true, detail })
      }
      const pushes = await checkPushes(ctx, config)
      if (pushes) checks.push({ check: 'pushes of carriers', ...pushes })
      for (const { name, accounts } of await listCarriers(ctx)) {
        for (const account of accounts) checks.push(aboutAccount(name, account))
      }
      const dead = await ctx.store.as(ctx.tenant, (tx) => deadLetters(tx))
      checks.push({
        check: 'dead letters',
        ok: dead.length === 0,
        detail:
          dead.length === 0
            ? 'none'
            : dead
                .slice(0, 5)
                .map(({ seq, kind, reason }) => `${seq} ${kind}: ${reason}`)
                .join('; '),
      })
    })
    if (values.json) printJson(checks)
    else for (const { check, ok, detail } of checks) print(`${ok ? 'ok  ' : 'BAD '} ${check}: ${detail}`)
    if (checks.some(({ ok }) => !ok)) process.exitCode = 1
  },
}

/** Parcels ten minutes overdue that are more than a few say that calls run short, or that nobody asks. */
const manyOverdue = 20

function aboutAccount(carrier: string, account: ShownAccount): { check: string; ok: boolean; detail: string } {
  const { id, state, answeredAt, failingSince, failure, waiting, overdue } = account
  const last = answeredAt ? `last answer ${answeredAt.toString({ smallestUnit: 'second' })}` : 'no answer yet'
  const failing = failingSince
    ? `fails since ${failingSince.toString({ smallestUnit: 'second' })} (${failure?.kind} ${failure?.code})${failure?.kind === 'unauthorized' ? '; connect it again with credentials that work' : ''}, `
    : ''
  const late = overdue > 0 ? `, ${overdue} overdue` : ''
  return {
    check: `carrier ${carrier}`,
    ok: state !== 'fails' && state !== 'resting' && overdue <= manyOverdue,
    detail: `${failing}${last}, ${waiting} parcels asked for${late} (${id})`,
  }
}
