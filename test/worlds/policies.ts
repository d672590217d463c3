import { readFileSync } from 'node:fs'
import { Policies, type ShopPolicies, parseId } from '../../src/model/index.ts'
import { shop } from './build.ts'

/** What the invented shop of the stories says of itself: the file a merchant would copy. */
export const lumenAndOak: Policies = Policies.parse(
  JSON.parse(readFileSync(new URL('../../examples/policies.json', import.meta.url), 'utf8')),
)

export const saidAt = Temporal.Instant.from('2026-11-03T15:00:00Z')

export function says(
  says: Policies,
  of: ShopPolicies['shop'] = { id: parseId('shop', 'lumen-oak'), ...shop },
): ShopPolicies {
  return { shop: of, says, source: { kind: 'shop', name: of.name, asOf: saidAt } }
}

/** What replies say of a shop. */
export const actsOfPolicies = (
  'shipsTo shipsWhere shippingMethods shippingMethod cutOff handling returnRule noReturns returnUntil returnOver ' +
  'returnPays returnExclusions returnHow refundTime warranty payment supportHours openNow closedOn contact ownWords notTold'
).split(' ')
