import type { Exchanged } from '../../model/index.ts'
import {
  type ChangeRow,
  type ChangeStep,
  type Tx,
  addChangeStep,
  addToOutbox,
  lockChange,
  setChange,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { levelOf, whoIs } from './who.ts'

/** Whoever takes a step: an actor, or the sweep. */
export type Acting = Pick<Context, 'actor' | 'clock' | 'log'>

type Events = 'requested' | 'confirmed' | 'failed' | 'cancelled'

/** One step: the change's row, its record, and the event, in one transaction. */
export async function take(
  tx: Tx,
  ctx: Acting,
  row: ChangeRow,
  {
    set,
    step,
    event,
    answer = null,
  }: {
    set: Parameters<typeof setChange>[2]
    step: ChangeStep['step']
    event: Events | null
    answer?: string | null
  },
): Promise<void> {
  const at = ctx.clock.now()
  await setChange(tx, row.id, set)
  await addChangeStep(tx, row.id, {
    at,
    step,
    who: whoIs(ctx),
    level: levelOf(ctx),
    cost: row.cost,
    failure: set.failure ?? null,
    answer,
  })
  if (event !== null) {
    const body = { change: row.id, parcel: row.parcel, kind: row.kind, state: set.state }
    await addToOutbox(tx, [{ key: row.parcel, kind: `delivery.change_${event}`, body }], at)
  }
  ctx.log.info({ change: row.id, parcel: row.parcel, kind: row.kind, state: set.state }, `delivery_change.${step}`)
}

/**
 * What the carrier answered to a change, or to calling one off. It finds the row where its call left it, or given up for
 * lost by another process meanwhile; a person's word on it stands.
 */
export async function settle(
  ctx: Context,
  id: string,
  asked: Exchanged<{ readonly reference: string | null }>,
  what: 'making' | 'cancelling',
): Promise<void> {
  await ctx.store.as(ctx.tenant, async (tx) => {
    const row = await lockChange(tx, id)
    if (!row) throw new Error(`change ${id} is gone`)
    const making = what === 'making'
    const answer = asked.body
    if (row.state !== what && row.state !== 'unknown') {
      const step = asked.kind === 'answered' ? (making ? 'made' : 'cancelled') : 'failed'
      return take(tx, ctx, row, { set: row, step, event: null, answer })
    }
    const endedAt = ctx.clock.now()
    const failure = asked.kind === 'answered' ? null : { kind: asked.failure.kind, code: asked.failure.code }
    switch (asked.kind) {
      case 'answered': {
        const { reference } = asked.value
        return take(tx, ctx, row, {
          set: { state: making ? 'made' : 'cancelled', endedAt, reference },
          step: making ? 'made' : 'cancelled',
          event: making ? 'confirmed' : 'cancelled',
          answer,
        })
      }
      case 'refused':
        return take(tx, ctx, row, {
          set: making ? { state: 'failed', endedAt, failure } : { state: 'made', failure },
          step: making ? 'failed' : 'cancel_failed',
          event: making ? 'failed' : null,
          answer,
        })
      case 'lost':
        return lose(tx, ctx, row, { failure, answer })
      default:
        return asked satisfies never
    }
  })
}

/** Whether it was done is not known: nobody asks the carrier again, a person has to look. */
export async function lose(
  tx: Tx,
  ctx: Acting,
  row: ChangeRow,
  { failure, answer = null }: { failure: ChangeRow['failure']; answer?: string | null },
): Promise<void> {
  await take(tx, ctx, row, { set: { state: 'unknown', failure }, step: 'unknown', event: 'failed', answer })
}

export const noChange = (id: string) => new ServiceError('CHANGE_NOT_FOUND', `there is no change ${id.slice(0, 60)}`)

export const isChangeId = (id: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
