import { verify } from '../src/service/index.ts'
import { type Claim, median } from './claim.ts'
import { openBenchInstallation } from './installation.ts'
import { addOrders } from './orders.ts'

const orders = 200
const perRound = 300

export const lookup: Claim = {
  title: 'Looking an order up tells nothing by its time',
  text: `The verb behind the look-up form, order number and e-mail, with database: ${perRound} pairs a round that fit and as many of existing orders with another's e-mail and of orders that do not exist, one after the other in turn. A round's figure is its median.`,
  run: async (options) => {
    const installation = await openBenchInstallation()
    try {
      // Each round is an hour of its own, so that the wrong pairs of one don't count against the next.
      let now = installation.context().clock.now()
      const ctx = installation.context({ clock: { now: () => now } })
      await addOrders(ctx, orders)
      const ask = async (number: string, email: string) => {
        const from = performance.now()
        const { orders: found } = await verify(ctx, { number, proof: { kind: 'email', value: email } })
        return { ms: performance.now() - from, found: found.length }
      }
      const kinds = [
        ['hit', (n: number) => [`#${1_000 + n}`, `customer${n}@example.com`], 1],
        ['wrong', (n: number) => [`#${1_000 + n}`, `customer${n + 1}@example.com`], 0],
        ['missing', (n: number) => [`#${90_000 + n}`, `customer${n}@example.com`], 0],
      ] as const
      const times: Record<(typeof kinds)[number][0], number[]> = { hit: [], wrong: [], missing: [] }
      for (let round = -1; round < options.rounds; round++) {
        const these = { hit: [] as number[], wrong: [] as number[], missing: [] as number[] }
        now = now.add({ minutes: 61 })
        for (let n = 0; n < perRound; n++) {
          for (const i of kinds.keys()) {
            const [kind, pair, wanted] = kinds[(i + n) % kinds.length] ?? kinds[0]
            const [number = '', email = ''] = pair((n * 7) % (orders - 1))
            const { ms, found } = await ask(number, email)
            if (found !== wanted) throw new Error(`${kind}: ${number} with ${email} showed ${found} orders`)
            these[kind].push(ms)
          }
        }
        // The first one warms up.
        if (round < 0) continue
        for (const [kind] of kinds) times[kind].push(median(these[kind]))
        options.tell(`round ${round + 1} of ${options.rounds}: hit ${times.hit.at(-1)?.toFixed(2)} ms`)
      }
      const apart = (those: readonly number[]) => times.hit.map((ms, i) => Math.abs(ms - (those[i] ?? Number.NaN)))
      const target = { atMost: 1 } as const
      return [
        { figure: 'pair that fits', unit: 'ms', rounds: times.hit },
        { figure: "existing order, another's e-mail", unit: 'ms', rounds: times.wrong },
        { figure: 'no such order', unit: 'ms', rounds: times.missing },
        { figure: "difference, fits and another's e-mail", unit: 'ms', rounds: apart(times.wrong), target },
        { figure: 'difference, fits and no such order', unit: 'ms', rounds: apart(times.missing), target },
      ]
    } finally {
      await installation.close()
    }
  },
}
