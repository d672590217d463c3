import { h } from 'preact'
import type { ParcelView } from '../types.ts'
import type { Words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { stepsOf } from './steps.ts'

export function StepsBar({ parcel, words }: { readonly parcel: ParcelView | null; readonly words: Words }) {
  return (
    <ol class="steps" aria-label={words.stepsOf}>
      {stepsOf(parcel).map(({ name, state }) => (
        <li
          key={name}
          class={`step ${state}`}
          aria-current={state === 'current' || state === 'trouble' ? 'step' : undefined}
        >
          <span class="mark">
            <Icon name={name} />
          </span>
          <span class="label">
            {words.steps[name]}
            <span class="unseen">, {words.stepState[state]}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
