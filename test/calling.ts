import { type AccountState, type CallerOptions, createCaller } from '../src/connectors/index.ts'
import type { Asked, Carrier, CarrierAccount } from '../src/model/index.ts'
import { budgetsOf, tokensOf } from '../src/store/index.ts'
import { type CarrierServer } from './carrier-server.ts'
import { main, type TestInstallation, testClock } from './installation.ts'

/** Everything a test of calls needs, and all that was logged and told. */
export function callingKit(installation: TestInstallation) {
  const clock = testClock()
  const logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = []
  const states: AccountState[] = []
  const closing: (() => Promise<void>)[] = []
  const note = (fields: Readonly<Record<string, unknown>>, event: string) => logged.push({ event, fields })
  return {
    clock,
    logged,
    states,
    /** One process's caller: several share the database, as processes do. */
    caller(carriers: readonly Carrier[], over: Partial<CallerOptions> = {}) {
      const caller = createCaller({
        carriers: new Map(carriers.map((carrier) => [carrier.id, carrier])),
        budgets: budgetsOf(installation.store, main, { clock: 'caller' }),
        tokens: tokensOf(installation.store, main),
        clock,
        log: { info: note, warn: note },
        onState: (state) => states.push(state),
        random: () => 0,
        ...over,
        patience: { retryMs: 20, ...over.patience },
      })
      closing.push(caller.close)
      return caller
    },
    close: async () => {
      for (const close of closing) await close()
    },
  }
}

let made = 0
export const accountAt = (server: Pick<CarrierServer, 'url'>, over: Partial<CarrierAccount> = {}): CarrierAccount => ({
  id: `calls-${++made}`,
  carrier: 'acme',
  settings: { apiKey: 'key-of-the-lamp-shop' },
  baseUrl: server.url,
  limits: {},
  ...over,
})

/** How each number ended, in the order of the kinds: answered, failed with a code, deferred for a reason. */
export const endings = ({ answers, failures, deferred }: Asked): Record<string, string> =>
  Object.fromEntries([
    ...answers.flatMap(({ numbers }) => numbers.map((number) => [number, 'answered'])),
    ...failures.flatMap(({ numbers, failure }) => numbers.map((number) => [number, `${failure.kind} ${failure.code}`])),
    ...deferred.flatMap(({ numbers, why }) => numbers.map((number) => [number, `deferred ${why}`])),
  ])
