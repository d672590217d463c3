/** One figure, once a round; what is told of it is the median and the range. */
export type Row = {
  readonly figure: string
  readonly unit: 's' | 'min' | 'ms' | 'µs' | 'MB' | 'kB' | 'x' | 'scans/s' | '%' | ''
  readonly rounds: readonly number[]
  readonly target?: Target
}

/** The median is held against it. */
export type Target = { readonly atMost: number } | { readonly atLeast: number }

/** Something we say of ourselves in public, and the work that shows whether it is so. */
export type Claim = {
  readonly title: string
  /** What is measured and how, in words for whoever wants to doubt it. */
  readonly text: string
  readonly run: (options: Options) => Promise<readonly Row[]>
}

export type Options = {
  readonly rounds: number
  /** A line on what is going on. */
  readonly tell: (text: string) => void
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const [low = Number.NaN, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low + (high - low) * (at - Math.floor(at))
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

export function isReached({ rounds, target }: Row): boolean | undefined {
  if (!target) return undefined
  const middle = median(rounds)
  return 'atMost' in target ? middle <= target.atMost : middle >= target.atLeast
}

/** Wall clock in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** Each round runs everything once, in another order, so that a machine that slows down slows all of it. */
export async function interleave<Name extends string>(
  works: Readonly<Record<Name, (round: number) => Promise<number>>>,
  { rounds, tell }: Options,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[]
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round < rounds; round++) {
    for (const i of names.keys()) {
      const name = names[(i + round) % names.length] as Name
      figures[name].push(await works[name](round))
    }
    tell(
      `round ${round + 1} of ${rounds}: ${names.map((name) => `${name} ${figures[name].at(-1)?.toFixed(1)}`).join(', ')}`,
    )
  }
  return figures
}

/** Round by round, as each pair ran under the same conditions. */
export const ratios = (these: readonly number[], those: readonly number[]) =>
  these.map((value, i) => value / (those[i] ?? Number.NaN))
