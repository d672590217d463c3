import { type Status, allStatuses } from '../../model/index.ts'
import { cosine, vectors } from './similar.ts'

/** The three statuses written most like this. */
export function nearestStatuses(text: string): Status[] {
  const vectorOf = vectors(allStatuses)
  const wanted = vectorOf(text)
  return allStatuses
    .filter((status) => status !== 'unknown')
    .map((status) => ({ status, alike: cosine(wanted, vectorOf(status)) }))
    .toSorted((a, b) => b.alike - a.alike)
    .slice(0, 3)
    .map(({ status }) => status)
}
