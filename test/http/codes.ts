import type { PersonId } from '../../src/model/index.ts'
import { personKey } from '../../src/store/index.ts'
import { main } from '../installation.ts'
import type { Served } from './serve.ts'

/** The one-time codes waiting to be mailed, newest last, and the order whose address each goes to. */
export async function codesOf({
  installation,
}: Pick<Served, 'installation'>): Promise<{ code: string; order: string }[]> {
  return installation.store.as(main, async (tx) => {
    const rows = await tx.query<{ id: string; person: PersonId; order_id: string; sealed: Buffer }>(
      `select id, person, order_id, sealed from notices where kind = 'code' order by created_at, id`,
    )
    const found = []
    for (const { id, person, order_id: order, sealed } of rows) {
      const key = await personKey(tx, person)
      const plain = key.open({ tenant: main, table: 'notices', row: id, column: 'sealed' }, sealed)
      found.push({ code: (JSON.parse(plain) as { code: string }).code, order })
    }
    return found
  })
}
