import type { Intent } from '../understand/index.ts'
import type { Flow } from './flow.ts'
import { deliveryAddress } from './delivery-address.ts'
import { orderedItems, whichParcel } from './items.ts'
import { notReceived, proofOfDelivery } from './not-received.ts'
import { complaint, personOnly } from './person.ts'
import { paymentInvoice, person, refundStatus, returnPolicy, returnRequest, shippingInfo } from './policies.ts'
import { anotherLanguage, askAway, bot, feedback, goodbye, greet, help, nevermind, thanks } from './talk.ts'
import { when } from './when.ts'
import { where } from './where.ts'
import { whyLate } from './why-late.ts'

export type { Answer, Flow } from './flow.ts'
export { collect } from './collect.ts'
export { glanced } from './glance.ts'
export { asksForPerson, supportHours } from './policies.ts'
export { focus, type Reference, refer, withoutItems } from './which-order.ts'

/** What each intent leads to. An intent without an entry does not compile. */
export const flows = {
  order_status: where,
  delivery_eta: when,
  delay: whyLate,
  not_received: notReceived,
  order_history: orderedItems,
  tracking_number: whichParcel,
  delivery_address: deliveryAddress,
  proof_of_delivery: proofOfDelivery,

  human_agent: person,
  complaint,
  damaged_or_wrong_item: personOnly('damaged_or_wrong_item'),
  shipping_info: shippingInfo,
  payment_invoice: paymentInvoice,
  change_address: personOnly('change_address'),
  reschedule_delivery: personOnly('reschedule_delivery'),
  upgrade_shipping: personOnly('upgrade_shipping'),
  cancel_order: personOnly('cancel_order'),
  change_order: personOnly('change_order'),
  return_request: returnRequest,
  return_policy: returnPolicy,
  refund_status: refundStatus,
  reorder: personOnly('reorder'),
  notifications: personOnly('notifications'),
  privacy_request: personOnly('privacy_request'),

  greet,
  goodbye,
  thanks,
  help,
  feedback,
  nevermind,
  deny: nevermind,
  bot_challenge: bot,
  language_switch: anotherLanguage,
  affirm: askAway,
  provide_info: askAway,
  repeat: askAway,
} satisfies Record<Intent, Flow>

/** What is told or done only for somebody who has typed a one-time code (L3). */
export const needsCode: ReadonlySet<Intent> = new Set<Intent>([
  'delivery_address',
  'change_address',
  'reschedule_delivery',
  'privacy_request',
])
