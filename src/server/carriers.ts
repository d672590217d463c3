import { createCaller } from '../connectors/index.ts'
import type { CarrierAccount, CarrierCaller, CarrierExchange } from '../model/index.ts'
import {
  type Consumer,
  lookPlans,
  noteHealth,
  openHabits,
  openPoller,
  planForgotten,
  quotaFrom,
  restOf,
} from '../service/index.ts'
import { budgetsOf, listCarrierAccounts, tokensOf } from '../store/index.ts'
import type { Installation } from './compose.ts'

/** What asks carriers in the process with the job queue. */
export type Carriers = {
  readonly caller: CarrierCaller & CarrierExchange
  /** Plans what events tell of. */
  readonly consumer: Consumer
  /** Begins with what is due; every few seconds. */
  readonly tick: () => Promise<void>
  /** Plans what no event told, and keeps what was learned; every minute. */
  readonly sweep: () => Promise<void>
  readonly close: () => Promise<void>
}

export function openCarriers(installation: Installation): Carriers {
  const { store, tenant, clock, log, carriers } = installation
  const budgets = budgetsOf(store, tenant)
  const caller = createCaller({
    carriers,
    budgets,
    tokens: tokensOf(store, tenant),
    clock,
    log,
    onState: (rest) => {
      if (rest.state === 'resumed') return
      const { account, carrier } = rest
      noteHealth(installation, { account, carrier, health: restOf(rest, clock.now()) }).catch((error: Error) =>
        log.warn({ account, carrier, reason: error.message }, 'carrier.rest_unnoted'),
      )
    },
  })
  const habits = openHabits(installation)
  const quotaOf = async (account: CarrierAccount, now: Temporal.Instant) => {
    const limits = { batch: 1, ...carriers.get(account.carrier)?.calls?.limits, ...account.limits }
    return quotaFrom(await budgets.left(account.id, limits, now), limits, now)
  }
  let planned = { accounts: '', at: 0 }
  /** Every parcel is looked at for it, so not every minute: at the start, after accounts changed, and now and then. */
  const planRest = async () => {
    const accounts = (await store.as(tenant, listCarrierAccounts))
      .filter(({ revokedAt }) => revokedAt === null)
      .map(({ id }) => id)
      .join()
    const at = clock.now().epochMilliseconds
    if (accounts === planned.accounts && at - planned.at < 15 * 60_000) return
    if ((await planForgotten(installation)) === 0) planned = { accounts, at }
  }
  const poller = openPoller({ ...installation, caller, habits, quotaOf })
  return {
    caller,
    consumer: lookPlans(installation),
    tick: poller.tick,
    sweep: async () => {
      await planRest()
      await habits.keep()
    },
    close: async () => {
      await caller.close()
      await poller.rest()
      await habits.keep()
    },
  }
}
