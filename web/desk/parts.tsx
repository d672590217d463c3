import { h } from 'preact'
import type { Clock } from '../parts/format.ts'
import { localeOf } from '../parts/format.ts'
import type { DeskPage, HandOverView, MessageView } from '../types.ts'
import type { DeskWords } from './words.ts'

export type Shown = Exclude<DeskPage, { kind: 'sign_in' | 'sign_in_wrong' | 'signed_out' | 'not_found' }>

/** Times are the shop's, named once a page and not at each of them. */
export const clockOf = (page: Shown, words: DeskWords): Clock => ({
  language: localeOf(page.language, words.language),
  now: page.now,
  zone: page.zone,
  nameZone: false,
})

export const minutesSince = (instant: string, { now }: { readonly now: string }): number =>
  Math.max(0, Math.floor((Date.parse(now) - Date.parse(instant)) / 60_000))

export function Header({ page, words }: { readonly page: Shown; readonly words: DeskWords }) {
  return (
    <header class="top">
      <p class="who">
        <span class="dot" aria-hidden="true" />
        {words.signedInAs(page.agent)}
      </p>
      <form method="post" action="/desk/out">
        <button class="quiet">{words.signOut}</button>
      </form>
    </header>
  )
}

export function Level({ level, words }: { readonly level: HandOverView['level']; readonly words: DeskWords }) {
  return (
    <span class={level === 'L0' ? 'level stranger' : 'level'} title={words.level[level]}>
      {level}
      <span class="unseen">: {words.level[level]}</span>
    </span>
  )
}

/** A person by name; whose shop it is, whoever works there knows. */
export const speaker = ({ by, from }: Pick<MessageView, 'by' | 'from'>, words: DeskWords): string =>
  from?.name ?? words.by[by]

export function Sources({ evidence, words }: { readonly evidence: readonly string[]; readonly words: DeskWords }) {
  if (evidence.length === 0) return null
  return (
    <span class="sources">
      {words.sources} <bdi>{evidence.join('; ')}</bdi>
    </span>
  )
}
