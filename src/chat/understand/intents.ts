/** What a shopper may want; each has its utterances in `corpus/<language>/utterances/<intent>.jsonl`. */
export const intents = [
  'order_status',
  'delivery_eta',
  'delay',
  'not_received',
  'damaged_or_wrong_item',
  'order_history',
  'tracking_number',
  'delivery_address',
  'proof_of_delivery',
  'shipping_info',
  'payment_invoice',
  'change_address',
  'reschedule_delivery',
  'upgrade_shipping',
  'cancel_order',
  'change_order',
  'return_request',
  'return_policy',
  'refund_status',
  'reorder',
  'notifications',
  'human_agent',
  'complaint',
  'feedback',
  'privacy_request',
  'provide_info',
  'affirm',
  'deny',
  'thanks',
  'greet',
  'goodbye',
  'help',
  'bot_challenge',
  'repeat',
  'nevermind',
  'language_switch',
] as const

export type Intent = (typeof intents)[number]

export function isIntent(label: string): label is Intent {
  return (intents as readonly string[]).includes(label)
}
