import { type KeptHabits, type ScanHabits, newHabits, readHabits, writeHabits } from '../../insight/index.ts'
import type { TenantId } from '../../model/index.ts'
import { readScanHabits, saveScanHabits } from '../../store/index.ts'
import type { Context } from '../context.ts'

/** What this process has learned of when carriers scan, kept now and then. Another process that asks as well learns for itself. */
export type HabitsInUse = {
  readonly of: (tenant: TenantId, carrier: string) => Promise<ScanHabits>
  /** Writes what changed. Of two processes the last word stays: habits are a guess, and learned again. */
  readonly keep: () => Promise<void>
}

export function openHabits({ store, clock }: Pick<Context, 'store' | 'clock'>): HabitsInUse {
  const held = new Map<string, { tenant: TenantId; carrier: string; habits: ScanHabits }>()
  return {
    of: async (tenant, carrier) => {
      const key = `${tenant} ${carrier}`
      const known = held.get(key)
      if (known) return known.habits
      const kept = await store.as(tenant, (tx) => readScanHabits(tx, carrier))
      // Only what `keep` wrote is stored there.
      const habits = kept ? readHabits(kept as KeptHabits) : newHabits()
      held.set(key, { tenant, carrier, habits })
      return habits
    },
    keep: async () => {
      for (const { tenant, carrier, habits } of held.values())
        await store.as(tenant, (tx) => saveScanHabits(tx, carrier, writeHabits(habits), clock.now()))
    },
  }
}
