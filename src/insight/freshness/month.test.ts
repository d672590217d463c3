import { describe, expect, it } from 'vitest'
import { type Asking, play } from '../../../bench/polling.ts'
import { domesticExpress, localCourier, stranger } from '../../simulator/traffic/index.ts'

const month = { from: Date.UTC(2026, 0, 5), days: 30 }
const ask = (traffic: Parameters<typeof play>[0], of: Partial<Asking> = {}) =>
  play(traffic, { poller: 'adaptive', ...month, ...of })

describe('a simulated month', () => {
  it.each([
    ['a domestic express', domesticExpress({ parcels: 3_000, seed: 21, ...month })],
    ['a stranger that uploads at four hours of the day', stranger({ parcels: 4_000, seed: 2, ...month })],
    ['a stranger of far zones', stranger({ parcels: 4_000, seed: 8, ...month })],
  ])('of %s: finds events as soon as a pulse of two hours does, with half of its calls', (_, traffic) => {
    const pulse = ask(traffic, { poller: 'pulse' })
    const adaptive = ask(traffic)
    expect(pulse.p95Minutes).toBeGreaterThan(100)
    expect(adaptive.calls / pulse.calls).toBeLessThanOrEqual(0.5)
    expect(adaptive.p50Minutes).toBeLessThanOrEqual(pulse.p50Minutes)
    expect(adaptive.p95Minutes).toBeLessThanOrEqual(pulse.p95Minutes)
    expect(adaptive.wasted).toBe(0)
    expect(adaptive.found / adaptive.events).toBeGreaterThan(0.98)
  })

  const traffic = localCourier({ parcels: 800, seed: 23, ...month })

  it('comes out the same for the same seed', () => {
    const { habits: _, ...one } = ask(traffic)
    const { habits: __, ...other } = ask(localCourier({ parcels: 800, seed: 23, ...month }))
    expect(one).toEqual(other)
  })

  it('never passes a budget', () => {
    const budget = Math.round((0.3 * ask(traffic, { poller: 'pulse' }).calls) / month.days)
    const short = ask(traffic, { budget })
    expect(short.overspent).toBe(0)
    expect(Math.max(...short.byDay)).toBeLessThanOrEqual(budget)
    expect(Math.max(...ask(traffic).byDay)).toBeGreaterThan(budget)
    expect(short.found / short.events).toBeGreaterThan(0.9)
  })

  it('asks for several parcels in a call where the carrier lets it', () => {
    expect(ask(traffic, { batch: 10 }).calls).toBeLessThan(ask(traffic).calls)
  })
})
