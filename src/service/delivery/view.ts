import type { z } from 'zod'
import type { ChangeOption, ChangeRulesVersion as RulesView, DeliveryChangeView } from '../../contract/index.ts'
import type { DeliveryChange } from './change.ts'
import type { DeliveryOption } from './options.ts'
import type { ChangeRulesVersion } from './rules.ts'

export function viewOfOption({ why, days, cost, ...option }: DeliveryOption): z.input<typeof ChangeOption> {
  return { ...option, possible: why === null, why, days: days.map(String), cost: cost && { ...cost } }
}

export function viewOfChange({ wish, ...change }: DeliveryChange): DeliveryChangeView {
  const { cost, expected, quotedAt, expiresAt, endedAt, failure, steps, ...rest } = change
  const address = wish?.kind === 'redirect_to_address' ? wish.address : null
  return {
    ...rest,
    cost: cost && { ...cost },
    paidBy: 'merchant',
    expected: expected?.toString() ?? null,
    address: address && { ...address, lines: [...address.lines] },
    day: wish?.kind === 'reschedule' ? wish.day.toString() : null,
    quotedAt: quotedAt.toString(),
    expiresAt: expiresAt.toString(),
    endedAt: endedAt?.toString() ?? null,
    failure: failure && { ...failure },
    steps: steps.map((step) => ({
      ...step,
      at: step.at.toString(),
      cost: step.cost && { ...step.cost },
      failure: step.failure && { ...step.failure },
    })),
  }
}

export function viewOfChangeRules({ changedAt, ...rest }: ChangeRulesVersion): z.output<typeof RulesView> {
  return { ...rest, changedAt: changedAt?.toString() ?? null }
}
