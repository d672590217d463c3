import { text } from 'node:stream/consumers'
import { parseId } from '../../src/model/index.ts'
import { budgetsOf, openStore, tokensOf, type Connection } from '../../src/store/index.ts'

/** A second process that calls carriers: does what standard input says, prints how it went. */
export type CallingTask = {
  readonly connection: Connection
  readonly master: string
  readonly tenant: string
  readonly key: string
  readonly task:
    | { readonly kind: 'take'; readonly times: number; readonly atOnce: number; readonly perHour: number }
    | { readonly kind: 'token'; readonly callers: number; readonly url: string }
    /** Begins to fetch a token and never ends. */
    | { readonly kind: 'hold' }
}

const { connection, master, tenant: name, key, task } = JSON.parse(await text(process.stdin)) as CallingTask
const store = await openStore({ admin: connection, master: Buffer.from(master, 'hex') })
const tenant = parseId('tenant', name)
const now = () => Temporal.Now.instant()

switch (task.kind) {
  case 'take': {
    const budgets = budgetsOf(store, tenant)
    let left = task.times
    let taken = 0
    const work = async () => {
      while (left-- > 0) if ((await budgets.take(key, { batch: 1, perHour: task.perHour }, now())).taken) taken++
    }
    await Promise.all(Array.from({ length: task.atOnce }, work))
    console.log(JSON.stringify({ taken }))
    break
  }
  case 'token': {
    const fetchToken = async () => {
      const answer = await fetch(task.url)
      return { ok: true, value: { token: await answer.text(), seconds: 600 } } as const
    }
    // Each with its own memory of what is under way, as processes have.
    const tokens = await Promise.all(
      Array.from({ length: task.callers }, () => tokensOf(store, tenant).current(key, now(), fetchToken)),
    )
    console.log(JSON.stringify({ tokens: tokens.map((token) => (token.ok ? token.value : token.failure.code)) }))
    break
  }
  case 'hold':
    await tokensOf(store, tenant, { leaseMs: 2_000 }).current(key, now(), () => {
      console.log(JSON.stringify({ holding: true }))
      return new Promise(() => setInterval(() => {}, 1_000))
    })
}
await store.close()
