import type { OrderView } from '../types.ts'

export type Picture = 'reading-lamp' | 'floor-lamp' | 'pendant' | 'side-table' | 'stool' | 'shelf'

export type DemoNote = 'disputed' | 'conflict' | 'moves'

/** All the demo shop's front is rendered from. */
export type DemoPage = {
  /** BCP 47; `de`, or English. */
  readonly language: string
  readonly now: string
  readonly shop: { readonly name: string; readonly zone: string }
  readonly products: readonly {
    readonly title: string
    readonly priceMinor: number
    readonly currency: string
    readonly picture: Picture
  }[]
  /** One for each order somebody may be the customer of, newest first. */
  readonly cards: readonly {
    readonly name: string
    /** BCP 47. */
    readonly speaks: string
    readonly postcode: string
    readonly order: OrderView
    /** Leads to the order's tracking page. */
    readonly track: string
    /** What the order's state alone does not tell: its customer has nothing, shop and carrier disagree, or it moves soon. */
    readonly note: DemoNote | null
    /** What to ask about it, by language, where the demo suggests something. */
    readonly ask: Readonly<Record<string, string>>
  }[]
  readonly links: { readonly mailbox: string | null; readonly desk: string | null; readonly docs: string }
  readonly widget: { readonly script: string; readonly key: string } | null
}
