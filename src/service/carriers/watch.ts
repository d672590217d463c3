import type { TrackedOrder } from '../../model/index.ts'
import { type Tx, watchParcels } from '../../store/index.ts'
import type { Context } from '../context.ts'

/** What was heard within this time is new enough for whoever looks just now. */
const newEnough = Temporal.Duration.from({ minutes: 15 })

/** Somebody looks at these orders: what the carriers last said of them long ago is asked for anew, before all others. */
export async function watchOrders(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  orders: readonly Pick<TrackedOrder, 'parcels'>[],
): Promise<void> {
  const now = clock.now()
  const awaited = orders.flatMap(({ parcels }) => parcels.filter(({ milestone }) => milestone !== 'delivered'))
  await watchParcels(
    tx,
    awaited.flatMap(({ id, number }) => (number === null ? [] : id)),
    { now, staleBefore: now.subtract(newEnough) },
  )
}
