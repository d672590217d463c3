import { StoreError } from '../../store/index.ts'

/** A database that holds the line and says nothing must not hold ours: what every request asks first is asked for this long. */
export async function within<T>(work: Promise<T>, limitMs = 4_000): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new StoreError('DATABASE_UNREACHABLE', `PostgreSQL did not answer within ${limitMs} ms`)),
    limitMs,
  )
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
