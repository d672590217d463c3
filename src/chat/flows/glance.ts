import type { Glance } from '../../model/index.ts'
import { say, type Say, told } from '../speak/index.ts'

/** What a tracking number alone shows, and what would show more; or that nothing is known of it, whosever it is. */
export function glanced(glance: Glance | null): Say[] {
  if (glance === null) return [say('notGlanced', {})]
  const { milestone, day, source } = glance
  const at = day && told('moment', { localTime: day.date.toPlainDateTime(), precision: 'day', zone: day.zone }, source)
  const facts = { status: told('status', milestone, source), by: told(source.kind, source.name, source) }
  return [
    say('glance', { ...facts, at: at ?? undefined, asOf: told('as_of', source.asOf, source) }),
    say('glanceMore', {}),
  ]
}
