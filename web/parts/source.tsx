import { h } from 'preact'
import type { ParcelView } from '../types.ts'
import type { Words } from '../words/words.ts'
import { momentOf, type Clock } from './format.ts'

type Props = { readonly source: ParcelView['source']; readonly words: Words; readonly clock: Clock }

/** "UPS, as of 14:05": who said it and when we heard it. */
export function Source({ source, words, clock }: Props) {
  return (
    <p class="source">
      <time dateTime={source.asOf}>{words.says(source.name, words.asOf(momentOf(source.asOf, clock)))}</time>
    </p>
  )
}
