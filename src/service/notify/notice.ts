import type { OrderId, ParcelId, PersonId } from '../../model/index.ts'
import { type Tx, addNotice } from '../../store/index.ts'
import type { Context } from '../context.ts'

/** Something to tell one person; the words are made when it is sent, from the facts as they are then. */
export type Notice =
  | { readonly kind: 'order_confirmed'; readonly order: OrderId }
  | { readonly kind: 'shipped' | 'delivered' | 'late'; readonly order: OrderId; readonly parcel: ParcelId | null }
  | {
      readonly kind: 'code'
      readonly order: OrderId
      /** Six digits, told to nobody else and kept nowhere else. */
      readonly code: string
      readonly expiresAt: Temporal.Instant
    }

/** In the caller's transaction, so that what happened and its notice stand or fall together; false where it was told before. */
export async function notify(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  { person, about, notice }: { person: PersonId; about: string; notice: Notice },
): Promise<boolean> {
  const added = await addNotice(
    tx,
    {
      kind: notice.kind,
      channel: 'mail',
      person,
      order: notice.order,
      parcel: 'parcel' in notice ? notice.parcel : null,
      about,
      data: notice.kind === 'code' ? { code: notice.code, expiresAt: notice.expiresAt.toString() } : {},
    },
    clock.now(),
  )
  return added !== undefined
}
