import { randomUUIDv7 } from 'node:crypto'
import type { Customer, OrderId, PersonId } from '../model/index.ts'
import { StoreError } from './errors.ts'
import type { Tx } from './store.ts'
import { type Cell, type Key, normaliseEmail, normalisePhone } from './vault/index.ts'

const keyCell = (tx: Tx, person: string): Cell => ({
  tenant: tx.tenant,
  table: 'persons',
  row: person,
  column: 'wrapped_key',
})

/** The person of an e-mail address, else of a phone number, else a new one; with the key that seals what is theirs. */
export async function findOrMakePerson(
  tx: Tx,
  customer: Customer,
  now: Temporal.Instant,
): Promise<{ id: PersonId; key: Key }> {
  const indexes = indexesOf(tx, customer)
  if (indexes.length > 0) {
    // Two orders of one new customer that arrive at once must not become two people.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `person ${indexes[0]?.digest.toString('hex')}`,
    ])
    const rows = await tx.query<{ id: PersonId; kind: string; wrapped_key: Buffer }>(
      `select p.id, i.kind, p.wrapped_key from person_indexes i
         join persons p on p.tenant = i.tenant and p.id = i.person and p.erased_at is null
         join unnest($1::text[], $2::bytea[]) as w (kind, digest) on w.kind = i.kind and w.digest = i.digest
        order by i.kind, p.id limit 1`,
      [indexes.map(({ kind }) => kind), indexes.map(({ digest }) => digest)],
    )
    const held = rows[0]
    if (held) {
      await addIndexes(tx, held.id, indexes)
      return { id: held.id, key: tx.key.unwrap(keyCell(tx, held.id), held.wrapped_key) }
    }
  }
  const id = randomUUIDv7() as PersonId
  const { key, wrapped } = tx.key.makeChild(keyCell(tx, id))
  await tx.query('insert into persons (tenant, id, wrapped_key, created_at) values ($1, $2, $3, $4)', [
    tx.tenant,
    id,
    wrapped,
    now,
  ])
  await addIndexes(tx, id, indexes)
  return { id, key }
}

export async function findPersonByEmail(tx: Tx, email: string): Promise<PersonId | undefined> {
  const rows = await tx.query<{ person: PersonId }>(
    `select person from person_indexes where tenant = $1 and kind = 'email' and digest = $2`,
    [tx.tenant, tx.key.index('email', normaliseEmail(email))],
  )
  return rows[0]?.person
}

/** Keys of several people in one query; an erased person's is refused, because nothing of theirs can be read any more. */
export async function personKeys(tx: Tx, people: Iterable<PersonId>): Promise<Map<PersonId, Key>> {
  const ids = [...new Set(people)]
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: PersonId; wrapped_key: Buffer | null }>(
    'select id, wrapped_key from persons where tenant = $1 and id = any($2::uuid[])',
    [tx.tenant, ids],
  )
  return new Map(rows.map(({ id, wrapped_key }) => [id, unwrapPerson(tx, id, wrapped_key)]))
}

/** Keys of the people of these orders, in one query. */
export async function keysOfOrders(tx: Tx, orders: readonly OrderId[]): Promise<Map<PersonId, Key>> {
  const rows = await tx.query<{ id: PersonId; wrapped_key: Buffer | null }>(
    'select id, wrapped_key from persons where tenant = $1 and id in (select person from orders where tenant = $1 and id = any($2::uuid[]))',
    [tx.tenant, orders],
  )
  return new Map(rows.map(({ id, wrapped_key }) => [id, unwrapPerson(tx, id, wrapped_key)]))
}

/** Keys unwrapped lately. What is stored decides each time: without the wrapped key, the unwrapped one isn't found. */
const unwrapped = new WeakMap<Key, Map<string, Key>>()
const mostUnwrapped = 1_000

export function unwrapPerson(tx: Tx, person: PersonId, wrapped: Buffer | null): Key {
  if (!wrapped) throw new StoreError('PERSON_ERASED', `person ${person} was erased; what was theirs can't be read`)
  const held = unwrapped.get(tx.key) ?? new Map<string, Key>()
  unwrapped.set(tx.key, held)
  const name = `${person} ${wrapped.toString('latin1')}`
  const key = held.get(name) ?? tx.key.unwrap(keyCell(tx, person), wrapped)
  // The one used last goes last; the first is the one unused for longest.
  held.delete(name)
  held.set(name, key)
  const [oldest] = held.keys()
  if (held.size > mostUnwrapped && oldest !== undefined) held.delete(oldest)
  return key
}

/** Whether there is such a person still. */
export async function findPerson(
  tx: Tx,
  id: PersonId,
): Promise<{ readonly erasedAt: Temporal.Instant | null } | undefined> {
  const rows = await tx.query<{ erasedAt: Temporal.Instant | null }>(
    'select erased_at as "erasedAt" from persons where tenant = $1 and id = $2',
    [tx.tenant, id],
  )
  return rows[0]
}

export async function personKey(tx: Tx, person: PersonId): Promise<Key> {
  const key = (await personKeys(tx, [person])).get(person)
  if (!key) throw new StoreError('PERSON_ERASED', `there is no person ${person}`)
  return key
}

type Index = { readonly kind: 'email' | 'phone'; readonly digest: Buffer }

function indexesOf(tx: Tx, { email, phone }: Customer): Index[] {
  const indexes: Index[] = []
  if (email?.trim()) indexes.push({ kind: 'email', digest: tx.key.index('email', normaliseEmail(email)) })
  // A number of a few digits is a typing error, not a way to tell people apart.
  if (phone && normalisePhone(phone).length >= 7 && !email?.trim()) {
    indexes.push({ kind: 'phone', digest: tx.key.index('phone', normalisePhone(phone)) })
  }
  return indexes
}

async function addIndexes(tx: Tx, person: PersonId, indexes: readonly Index[]): Promise<void> {
  if (indexes.length === 0) return
  await tx.query(
    `insert into person_indexes (tenant, kind, digest, person)
       select $1, kind, digest, $2 from unnest($3::text[], $4::bytea[]) as i (kind, digest) on conflict do nothing`,
    [tx.tenant, person, indexes.map(({ kind }) => kind), indexes.map(({ digest }) => digest)],
  )
}
