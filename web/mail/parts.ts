import type { StepState } from '../parts/steps.ts'
import type { LineView } from '../types.ts'

/** What a mail says, in order; as markup and as plain text it is the same parts. */
export type Part =
  /** Whether this parcel of several, or the whole order, is spoken of from here on. */
  | { readonly kind: 'section'; readonly title: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'notice'; readonly title: string; readonly text: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'button'; readonly label: string; readonly href: string }
  | { readonly kind: 'steps'; readonly title: string; readonly steps: readonly PartStep[] }
  | { readonly kind: 'lines'; readonly title: string; readonly lines: readonly LineView[] }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly term: string; readonly value: string }[] }
  /** Whose word it is, and as of when. */
  | { readonly kind: 'source'; readonly text: string }

export type PartStep = { readonly state: StepState; readonly label: string; readonly said: string }

export type Mail = {
  readonly subject: string
  /** The line a list of mails shows beside the subject. */
  readonly preheader: string
  readonly shop: string
  readonly title: string
  /** What does not go as planned, what has arrived, and what just is. */
  readonly tone: 'attention' | 'good' | 'plain'
  readonly parts: readonly Part[]
  readonly footer: {
    readonly lines: readonly string[]
    readonly stop: { readonly label: string; readonly href: string } | null
  }
}
