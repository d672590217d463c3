import { crossBorder, domesticExpress, localCourier, stranger } from '../src/simulator/traffic/index.ts'
import type { Claim, Row } from './claim.ts'
import { type Outcome, play } from './polling.ts'

const parcels = 20_000
const month = { from: Date.UTC(2026, 0, 5), days: 30 }
/** Drawn after the policy was done: it was tried out on strangers 1 to 10. */
const strangers = [101, 102]

export const freshness: Claim = {
  title: 'Freshness of polled parcels',
  text: `A simulated month of ${parcels.toLocaleString('en')} parcels for each of three carriers (domestic express, cross-border economy, local courier) and of ${strangers.length} strangers whose hours, days, zones, gaps and uploads are drawn by chance. Both pollers see only what answers show: the pulse asks for every parcel every 2 hours until it has ended, the adaptive one begins with nothing learned. Delays are from when the answer first showed an event until it was seen; what was never seen counts as found at the end. The figures are the same in each round, so there is one. "Short" is a budget a day of 30 % of what the pulse spends on an average day; "by tens" asks for ten parcels a call, and waits for up to six minutes until ten are due.`,
  run: async ({ tell }) => {
    const rows: Row[] = []
    const worlds = [
      domesticExpress({ parcels, seed: 11, ...month }),
      crossBorder({ parcels, seed: 12, ...month }),
      localCourier({ parcels, seed: 13, ...month }),
      ...strangers.map((seed) => stranger({ parcels, seed, ...month })),
    ]
    for (const traffic of worlds) {
      const pulse = play(traffic, { poller: 'pulse', ...month })
      const adaptive = play(traffic, { poller: 'adaptive', ...month })
      tell(`${traffic.name}: ${told(pulse)} pulse, ${told(adaptive)} adaptive`)
      rows.push(...compared(traffic.name, { pulse, adaptive }))
    }
    const [traffic] = worlds
    if (!traffic) return rows
    const pulse = play(traffic, { poller: 'pulse', ...month })
    const budget = Math.round((0.3 * pulse.calls) / month.days)
    const short = play(traffic, { poller: 'adaptive', ...month, budget })
    const shortPulse = play(traffic, { poller: 'pulse', ...month, budget })
    tell(`short: ${told(shortPulse)} pulse, ${told(short)} adaptive`)
    const tens = {
      pulse: play(traffic, { poller: 'pulse', ...month, batch: 10 }),
      adaptive: play(traffic, { poller: 'adaptive', ...month, batch: 10 }),
    }
    tell(`by tens: ${told(tens.pulse)} pulse, ${told(tens.adaptive)} adaptive`)
    return [
      ...rows,
      one(
        `short, ${traffic.name}: most calls on a day of ${budget.toLocaleString('en')}`,
        '',
        Math.max(...short.byDay),
        {
          atMost: budget,
        },
      ),
      one(`short, ${traffic.name}: pulse p50`, 'min', shortPulse.p50Minutes),
      one(`short, ${traffic.name}: pulse p95`, 'min', shortPulse.p95Minutes),
      one(`short, ${traffic.name}: adaptive p50`, 'min', short.p50Minutes),
      one(`short, ${traffic.name}: adaptive p95`, 'min', short.p95Minutes),
      ...compared(`by tens, ${traffic.name}`, tens),
    ]
  },
}

function compared(name: string, { pulse, adaptive }: { pulse: Outcome; adaptive: Outcome }): Row[] {
  return [
    one(`${name}: calls of the pulse`, '', pulse.calls),
    one(`${name}: calls of the adaptive poller`, '', adaptive.calls),
    one(`${name}: calls, adaptive / pulse`, 'x', adaptive.calls / pulse.calls, { atMost: 0.5 }),
    one(`${name}: pulse p50`, 'min', pulse.p50Minutes),
    one(`${name}: adaptive p50`, 'min', adaptive.p50Minutes, { atMost: pulse.p50Minutes }),
    one(`${name}: pulse p95`, 'min', pulse.p95Minutes),
    one(`${name}: adaptive p95`, 'min', adaptive.p95Minutes, { atMost: pulse.p95Minutes }),
    one(`${name}: events found by the pulse`, '%', (100 * pulse.found) / pulse.events),
    one(`${name}: events found by the adaptive poller`, '%', (100 * adaptive.found) / adaptive.events, {
      atLeast: Math.min(99, (100 * pulse.found) / pulse.events),
    }),
    one(`${name}: looks at parcels that had ended`, '', adaptive.wasted, { atMost: 0 }),
  ]
}

const one = (figure: string, unit: Row['unit'], value: number, target?: Row['target']): Row => ({
  figure,
  unit,
  rounds: [value],
  ...(target ? { target } : {}),
})

const told = ({ calls, p50Minutes, p95Minutes }: Outcome) =>
  `${calls} calls ${Math.round(p50Minutes)}/${Math.round(p95Minutes)} min`
