import type { Carrier, CarrierLimits, FailureKind, Settings } from '../../model/index.ts'
import {
  type CarrierAccountRow,
  type LookCounts,
  addCarrierAccount,
  countLooks,
  listCarrierAccounts,
  revokeCarrierAccount,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** What a carrier can do here, what its account needs, and how the accounts there are do. */
export type ShownCarrier = {
  readonly id: string
  readonly name: string
  readonly asked: boolean
  readonly pushes: boolean
  readonly subscribes: boolean
  readonly aggregates: boolean
  readonly settings: readonly {
    readonly id: string
    readonly label: string
    readonly secret: boolean
    readonly optional: boolean
  }[]
  readonly limits: CarrierLimits | null
  readonly accounts: readonly ShownAccount[]
}

export type ShownAccount = {
  readonly id: string
  readonly carrier: string
  readonly baseUrl: string | null
  readonly limits: Partial<CarrierLimits>
  readonly createdAt: Temporal.Instant
  /** `resting`: it failed, and is given a rest until `pausedUntil`; what it said before is still told, with its time. */
  readonly state: 'new' | 'answers' | 'fails' | 'resting'
  readonly answeredAt: Temporal.Instant | null
  readonly failingSince: Temporal.Instant | null
  readonly failure: { readonly kind: FailureKind; readonly code: string } | null
  readonly pausedUntil: Temporal.Instant | null
  /** Parcels that are asked for through it, and how many of them should have been ten minutes ago. */
  readonly waiting: number
  readonly overdue: number
}

export async function listCarriers(ctx: Context): Promise<ShownCarrier[]> {
  requireScope(ctx, 'settings:read')
  const now = ctx.clock.now()
  const [rows, counts] = await ctx.store.as(ctx.tenant, async (tx) => [
    await listCarrierAccounts(tx),
    await countLooks(tx, now),
  ])
  const shown = rows.filter(({ revokedAt }) => revokedAt === null).map((row) => showAccount(row, counts, now))
  return [...ctx.carriers.values()].map((carrier) => ({
    id: carrier.id,
    name: carrier.name,
    asked: carrier.calls !== null,
    pushes: carrier.push !== null,
    subscribes: carrier.push?.subscribe !== undefined,
    aggregates: carrier.aggregates,
    settings: (carrier.calls?.settings ?? []).map(({ id, label, secret, optional = false }) => ({
      id,
      label,
      secret,
      optional,
    })),
    limits: carrier.calls?.limits ?? null,
    accounts: shown.filter((account) => account.carrier === carrier.id),
  }))
}

function showAccount(row: CarrierAccountRow, counts: readonly LookCounts[], now: Temporal.Instant): ShownAccount {
  const { waiting = 0, overdue = 0 } = counts.find(({ account }) => account === row.id) ?? {}
  const rests = row.pausedUntil !== null && Temporal.Instant.compare(row.pausedUntil, now) > 0
  const state = rests ? 'resting' : row.failingSince ? 'fails' : row.answeredAt ? 'answers' : 'new'
  const { id, carrier, baseUrl, limits, createdAt, answeredAt, failingSince, failure, pausedUntil } = row
  return {
    id,
    carrier,
    baseUrl,
    limits,
    createdAt,
    state,
    answeredAt,
    failingSince,
    failure,
    pausedUntil,
    waiting,
    overdue,
  }
}

/** An account of the merchant's at a carrier. What was entered is kept encrypted and never shown again. */
export async function connectCarrier(
  ctx: Context,
  {
    carrier: id,
    settings,
    baseUrl = null,
    test = false,
    limits = {},
  }: {
    carrier: string
    settings: Settings
    baseUrl?: string | null
    /** At the carrier's test system. */
    test?: boolean
    limits?: { readonly [Limit in keyof CarrierLimits]?: CarrierLimits[Limit] | undefined }
  },
): Promise<string> {
  requireScope(ctx, 'settings:write')
  const carrier = ctx.carriers.get(id)
  const calls = carrier?.calls
  if (!carrier || !calls) {
    const asked = [...ctx.carriers.values()].filter((one) => one.calls)
    throw new ServiceError(
      'CARRIER_UNKNOWN',
      `there is no carrier "${id}" that can be asked; known are ${asked.map((one) => one.id).join(', ')}`,
    )
  }
  if (test && !calls.testUrl)
    throw new ServiceError('INPUT_INVALID', `${carrier.name} has no test system; leave "test" out`)
  const account = {
    carrier: id,
    settings: checkedSettings(carrier, settings),
    baseUrl: test ? (calls.testUrl ?? null) : baseUrl === null ? null : checkedUrl(baseUrl),
    limits: checkedLimits(limits),
  }
  const now = ctx.clock.now()
  const made = await ctx.store.as(ctx.tenant, (tx) => addCarrierAccount(tx, { ...account, now }))
  ctx.log.info({ carrier: id, account: made }, 'carrier.connected')
  return made
}

/** Told as it was; what was entered is forgotten. */
export async function disconnectCarrier(ctx: Context, account: string): Promise<ShownAccount> {
  requireScope(ctx, 'settings:write')
  const now = ctx.clock.now()
  const before = await ctx.store.as(ctx.tenant, async (tx) => {
    const row = (await listCarrierAccounts(tx)).find(({ id }) => id === account)
    return row && showAccount(row, await countLooks(tx, now), now)
  })
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(account)
  const gone = isId && (await ctx.store.as(ctx.tenant, (tx) => revokeCarrierAccount(tx, account, ctx.clock.now())))
  if (!gone || !before) throw new ServiceError('NOT_FOUND', `there is no account ${account.slice(0, 60)} at a carrier`)
  ctx.log.info({ account }, 'carrier.disconnected')
  return before
}

function checkedSettings({ name, calls }: Carrier, given: Settings): Settings {
  const known = calls?.settings ?? []
  const errors = [
    ...Object.keys(given)
      .filter((id) => !known.some((one) => one.id === id))
      .map((id) => ({ pointer: `/settings/${id}`, detail: `${name} has no setting "${id}"` })),
    ...known.flatMap(({ id, label, optional, pattern }) => {
      const value = given[id]?.trim() ?? ''
      if (value === '') return optional ? [] : [{ pointer: `/settings/${id}`, detail: `${id} (${label}) is missing` }]
      // A line break would end the header it goes into.
      if (/[\p{Cc}]/u.test(value))
        return [{ pointer: `/settings/${id}`, detail: `${id} holds a line break or another control character` }]
      return pattern && !pattern.test.test(value)
        ? [{ pointer: `/settings/${id}`, detail: `${id} (${label}): ${pattern.hint}` }]
        : []
    }),
  ]
  if (errors.length > 0) {
    const needed = known.map(({ id, label, optional }) => `${id} (${label}${optional ? ', optional' : ''})`)
    throw new ServiceError(
      'INPUT_INVALID',
      `${errors.map(({ detail }) => detail).join('; ')}. ${name} takes ${needed.join(', ') || 'no settings'}`,
      { errors },
    )
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([id, value]) => (value.trim() === '' ? [] : [[id, value.trim()]])),
  )
}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** A carrier's test system, or one on this machine to rehearse with. */
function checkedUrl(given: string): string {
  const url = URL.parse(given)
  if (url && url.username === '' && url.search === '' && url.hash === '') {
    if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))) {
      return url.href.replace(/\/+$/, '')
    }
  }
  throw new ServiceError(
    'INPUT_INVALID',
    `"${given.slice(0, 200)}" is no address to ask a carrier at; one is https://wwwcie.ups.com, or http://127.0.0.1:4300 for a simulator`,
    { errors: [{ pointer: '/baseUrl', detail: 'https, or http on this machine' }] },
  )
}

const limitNames = ['batch', 'perSecond', 'perHour', 'perDay', 'concurrent'] as const

function checkedLimits(given: Readonly<Record<string, number | undefined>>): Partial<CarrierLimits> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  for (const [name, value] of entries) {
    const known = limitNames.some((one) => one === name)
    if (!known || !Number.isSafeInteger(value) || (value ?? 0) < 1) {
      const detail = known ? `${name} is a whole number from 1` : `limits are ${limitNames.join(', ')}`
      throw new ServiceError('INPUT_INVALID', detail, { errors: [{ pointer: `/limits/${name}`, detail }] })
    }
  }
  return Object.fromEntries(entries)
}
