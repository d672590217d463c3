import type { DemoPage } from './demo/page.ts'
import type { Address, DeskPage, Milestone, RenderMail, TrackingPage } from './types.ts'
import type { MessageKind } from './words/index.ts'

/** Where the browser's files lie: paths on the page's own origin, as `manifest.json` beside the built server names them. */
export type Assets = {
  readonly script: string
  readonly style: string
  /** The words of each language, so that a page can ask for its own before the script does. */
  readonly words: Readonly<Record<string, string>>
  readonly desk: { readonly script: string; readonly style: string }
}

export type RenderOptions = { readonly assets: Assets; readonly nonce?: string | undefined }

/** A plain page that says what happened and what to do next: ours by its kind, or the caller's own words. */
export type MessagePage = {
  readonly language: string
  readonly shop?: string | undefined
  readonly links?: readonly { readonly label: string; readonly href: string }[] | undefined
  /** Too many tries: said beside what is said of any that fails. */
  readonly wait?: boolean | undefined
} & (
  | { readonly kind: MessageKind }
  | { readonly title: string; readonly text: string; readonly next?: string | undefined }
)

export type { DemoPage } from './demo/page.ts'
/** What a one-time code shows beside an order, and how to get one. Beside the page's data, so that no script holds it. */
export type Proof =
  | {
      readonly kind: 'locked'
      /** What came of the form that was sent before; the same for everybody. */
      readonly told: 'sent' | 'wrong' | 'paused' | null
      /** Where the forms post to. */
      readonly send: string
      readonly open: string
    }
  | {
      readonly kind: 'open'
      readonly until: string
      readonly address: Address | null
      readonly orders: readonly { readonly number: string; readonly placedAt: string; readonly href: string }[]
    }

/** What a tracking number alone shows. */
export type GlancePage = {
  readonly language: string
  readonly milestone: Milestone
  /** Calendar date. */
  readonly day: string | null
  readonly source: { readonly name: string; readonly asOf: string }
  readonly now: string
  /** IANA zone in which `asOf` is told. */
  readonly zone: string
  readonly links: readonly { readonly label: string; readonly href: string }[]
}

/** What `dist/web/server.js` exports. */
export type Web = {
  /** For the script that draws the page anew: what `renderTrackingPage` puts into words beside the page's own. */
  readonly tellFacts: (page: TrackingPage) => TrackingPage
  readonly renderTrackingPage: (page: TrackingPage, options: RenderOptions, proof?: Proof) => string
  readonly renderGlancePage: (page: GlancePage, options: RenderOptions) => string
  readonly renderDesk: (page: DeskPage, options: RenderOptions) => string
  readonly renderMessagePage: (message: MessagePage, options: RenderOptions) => string
  readonly renderMail: RenderMail
  /** `style`: where the demo shop's own style sheet lies. */
  readonly renderDemoPage: (page: DemoPage, options: { readonly style: string }) => string
}
