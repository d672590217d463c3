import { Fragment, h } from 'preact'
import type { DeskFilter, DeskPage, DeskRow } from '../types.ts'
import { Header, Level, minutesSince } from './parts.tsx'
import type { DeskWords } from './words.ts'

type Page = Extract<DeskPage, { kind: 'list' }>
type Props = { readonly page: Page; readonly words: DeskWords }

/** Who waits, longest first; then whom a person has answered; then all others. */
export function ListPage({ page, words }: Props) {
  return (
    <Fragment>
      <Header page={page} words={words} />
      <main class="list">
        <h1>{words.title}</h1>
        <div id="rows" data-live>
          <Filters page={page} words={words} />
          {page.rows.length === 0 ? <Empty page={page} words={words} /> : <Rows page={page} words={words} />}
          {page.gaps.length > 0 && <Gaps page={page} words={words} />}
          <p class="pages">
            {page.next && (
              <a class="button" href={page.next}>
                {words.more}
              </a>
            )}
          </p>
        </div>
      </main>
    </Fragment>
  )
}

const filters: readonly DeskFilter[] = ['all', 'waiting', 'answered', 'assistant', 'closed']

function Filters({ page: { filter, counts }, words }: Props) {
  return (
    <nav aria-label={words.filterBy}>
      <ul class="filters">
        {filters.map((name) => (
          <li key={name}>
            <a
              href={name === 'all' ? '/desk' : `/desk?show=${name}`}
              aria-current={name === filter ? 'page' : undefined}
            >
              {words.filters[name]}
              {(name === 'waiting' || name === 'answered') && <b class="count">{counts[name]}</b>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Empty({ page: { filter }, words }: Props) {
  const { title, text } = words.empty[filter]
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  )
}

function Rows({ page, words }: Props) {
  const groups = Map.groupBy(page.rows, ({ group }) => (page.filter === 'all' ? groupOf(group) : group))
  return (
    <Fragment>
      {[...groups].map(([group, rows]) => (
        <section key={group} class={group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`} class={page.filter === 'all' ? 'group' : 'unseen'}>
            {group === 'assistant' && page.filter === 'all'
              ? `${words.groups.assistant}, ${words.groups.closed.toLocaleLowerCase(words.language)}`
              : words.groups[group]}
          </h2>
          <ol class="rows">
            {rows.map((row) => (
              <Row key={row.id} row={row} page={page} words={words} />
            ))}
          </ol>
        </section>
      ))}
    </Fragment>
  )
}

function Gaps({ page: { gaps, language }, words }: Props) {
  const countries = new Intl.DisplayNames(language, { type: 'region' })
  return (
    <section class="gaps" aria-labelledby="gaps">
      <h2 id="gaps" class="group">
        {words.gaps}
      </h2>
      <ul class="rows">
        {gaps.map(({ shop, topic, country, count }) => (
          <li key={`${shop} ${topic} ${country}`} class="row gap">
            <span>{words.asked(count)}</span>
            <span>
              {topic}
              {country && ` (${countries.of(country) ?? country})`}
            </span>
            <span class="quiet">{shop}</span>
          </li>
        ))}
      </ul>
      <p class="quiet">{words.gapsHow}</p>
    </section>
  )
}

const groupOf = (group: DeskRow['group']): DeskRow['group'] => (group === 'closed' ? 'assistant' : group)

function Row({ row, page, words }: Props & { readonly row: DeskRow }) {
  const minutes = minutesSince(row.since, page)
  const duration = words.duration(minutes)
  const ago = minutes < 1 ? words.justNow : words.ago(duration)
  return (
    <li class={`row ${row.group}`}>
      <span class="since">
        <time dateTime={row.since}>{row.group === 'waiting' ? words.waits(duration) : ago}</time>
      </span>
      <span class="name">
        <a href={`/desk/${row.id}`}>
          <bdi>{row.firstName ?? words.unknownName}</bdi>
          {row.order !== null && (
            <Fragment>
              {' '}
              <bdi class="number">{row.order}</bdi>
            </Fragment>
          )}
        </a>{' '}
        <Level level={row.level} words={words} />
      </span>
      <span class="reason">
        {row.reason ? words.reason[row.reason] : words.groups[row.group]}
        {row.takenBy !== null && <span class="taken"> · {words.takenBy(row.takenBy)}</span>}
      </span>
      {row.last && (
        <span class="last" dir="auto">
          <span class="by">{words.by[row.last.by]}:</span> {row.last.text}
        </span>
      )}
    </li>
  )
}
