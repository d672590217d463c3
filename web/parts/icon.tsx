import { h } from 'preact'
import type { StepName } from '../words/words.ts'

export type IconName = StepName | 'send' | 'out' | 'alert'

/** Those that point somewhere turn round in a right-to-left page. */
const turns: ReadonlySet<string> = new Set(['onItsWay', 'returning', 'returned', 'send', 'out'])

/** Decoration only: the words beside it say the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={turns.has(name) ? 'icon turns' : 'icon'} aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  )
}
