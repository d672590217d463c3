/** What only mails say; the rest is said as on the tracking page, from `web/words`. */
export type MailWords = {
  /** An order the shop has taken. */
  readonly received: (shop: string) => string
  readonly receivedSubject: (number: string, shop: string) => string
  readonly lateTitle: string
  readonly lateSubject: (number: string) => string
  readonly notArrived: string
  readonly notShipped: string
  readonly follow: string
  readonly asItWas: (time: string) => string
  readonly codeTitle: string
  readonly codeSubject: (shop: string) => string
  readonly codeFor: (number: string) => string
  readonly codeUntil: (time: string) => string
  readonly codeKeep: string
  readonly why: (shop: string) => string
  readonly whyCode: (number: string) => string
  readonly stop: string
}
