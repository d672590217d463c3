/** Chance that repeats: the same words give the same number, in whatever order they are asked for. */

/** From 0 up to 1. */
export function chance(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const char of words.join('\u{1F}')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  // FNV-1a leaves the high bits of short words alike; murmur3's last step spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

export const between = ([from, to]: readonly [number, number], share: number): number => from + (to - from) * share

export function pick<T>(list: readonly [T, ...T[]], share: number): T {
  return list[Math.floor(share * list.length)] ?? list[0]
}

/** One of a table by its weight. */
export function weighted<T extends { readonly weight: number }>(table: readonly [T, ...T[]], share: number): T {
  let rest = share * table.reduce((sum, { weight }) => sum + weight, 0)
  return table.find(({ weight }) => (rest -= weight) < 0) ?? table[0]
}
