import { h } from 'preact'
import type { LineView } from '../types.ts'
import type { Words } from '../words/words.ts'

export function Lines({ lines, words }: { readonly lines: readonly LineView[]; readonly words: Words }) {
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={line.id}>
          <span class="quantity">{words.quantity(line.quantity)}</span>
          <span>
            <bdi>{line.title}</bdi>
            {line.variant && (
              <span class="variant">
                <bdi>{line.variant}</bdi>
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
