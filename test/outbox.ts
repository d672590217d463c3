import type { TenantId } from '../src/model/index.ts'
import type { Store } from '../src/store/index.ts'

/** What waits in the outbox or was told already, oldest first. */
export const eventsIn = (store: Store, tenant: TenantId) =>
  store.as(tenant, (tx) =>
    tx.query<{ kind: string; body: Record<string, unknown> }>('select kind, body from outbox order by seq'),
  )
