import { type OrderId, type ParcelId, type PersonId, isId } from '../../model/index.ts'
import { type Tx, addNotice } from '../../store/index.ts'
import type { Context } from '../context.ts'

/** Something to tell one person; the words are made when it is sent, from the facts as they are then. */
export type Notice =
  | { readonly kind: 'order_confirmed'; readonly order: OrderId }
  | { readonly kind: 'shipped' | 'delivered'; readonly order: OrderId; readonly parcel: ParcelId }
  /** What was due on this day has not come: parcels, or what is not even shipped. */
  | { readonly kind: 'late'; readonly order: OrderId; readonly day: Temporal.PlainDate }
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
  const parcel = 'parcel' in notice ? notice.parcel : null
  const added = await addNotice(
    tx,
    {
      kind: notice.kind,
      channel: 'mail',
      person,
      order: notice.order,
      // A parcel without a tracking number has no row of its own: it is named within what is sealed.
      parcel: parcel !== null && isId('parcel', parcel) ? parcel : null,
      day: notice.kind === 'late' ? notice.day : null,
      about,
      data: dataOf(notice),
    },
    clock.now(),
  )
  return added !== undefined
}

/** What the words need beside the order; read again by `send`. */
export type NoticeData = { readonly parcel?: string; readonly code?: string; readonly expiresAt?: string }

function dataOf(notice: Notice): NoticeData {
  switch (notice.kind) {
    case 'code':
      return { code: notice.code, expiresAt: notice.expiresAt.toString() }
    case 'shipped':
    case 'delivered':
      return { parcel: notice.parcel }
    case 'order_confirmed':
    case 'late':
      return {}
    default:
      return notice satisfies never
  }
}
