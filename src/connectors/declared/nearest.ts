/** ` did you mean "x"?` where one of the known words is close to the given one, else the words there are. */
export function meant(given: string, known: readonly string[]): string {
  const [best] = known
    .map((word) => ({ word, far: distance(given.slice(0, 60).toLowerCase(), word.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
  // Two letters that changed places are two changes.
  if (best && best.far <= (best.word.length < 4 ? 1 : Math.max(2, Math.floor(best.word.length / 3))))
    return `did you mean "${best.word}"?`
  const some = known.slice(0, 12).join(', ')
  return known.length === 0
    ? 'there are none'
    : `there ${known.length === 1 ? 'is' : 'are'} ${some}${known.length > 12 ? ', …' : ''}`
}

/** Levenshtein's: letters put in, left out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length] ?? 0
}
