import type { DeskPage, TrackingPage } from './types.ts'
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
} & (
  | { readonly kind: MessageKind }
  | { readonly title: string; readonly text: string; readonly next?: string | undefined }
)

/** What `dist/web/server.js` exports. */
export type Web = {
  readonly renderTrackingPage: (page: TrackingPage, options: RenderOptions) => string
  readonly renderDesk: (page: DeskPage, options: RenderOptions) => string
  readonly renderMessagePage: (message: MessagePage, options: RenderOptions) => string
}
