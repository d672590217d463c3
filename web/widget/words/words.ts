import type { Words } from '../../words/words.ts'

/** A page's words and those only the chat on a shop's pages says. */
export type WidgetWords = Words & {
  readonly widget: {
    readonly intro: string
    /** What a shopper whose order the page names asks with one press. */
    readonly whereIs: (number: string) => string
    readonly close: string
    readonly startOver: string
    readonly startAgain: string
    readonly offline: string
    readonly busy: string
    readonly shut: string
    readonly over: string
    readonly waiting: string
    readonly refused: string
    readonly personOf: (shop: string) => string
    readonly lastScan: string
    readonly openPage: string
    readonly notOpened: string
  }
}
