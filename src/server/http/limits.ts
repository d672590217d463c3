import type { FastifyReply } from 'fastify'
import { isIPv6 } from 'node:net'
import type { Clock } from '../../model/index.ts'
import { ServiceError } from '../../service/index.ts'

export type Allowance = { readonly name: string; readonly limit: number; readonly windowSeconds: number }
export type Standing = Allowance & {
  readonly allowed: boolean
  readonly remaining: number
  readonly fullInSeconds: number
  readonly nextInSeconds: number
}

type Bucket = { tokens: number; at: number }

/** Beyond this the bucket used longest ago is forgotten, so that a flood of addresses costs a bounded amount of memory. */
const mostBuckets = 20_000

/**
 * Token buckets, in memory: each process counts for itself, so n processes behind a balancer allow up to n times as much.
 */
export function openLimits({ now }: Clock) {
  const buckets = new Map<string, Bucket>()

  /** With `cost` 0 it only looks. */
  function take(allowance: Allowance, who: string, cost = 1): Standing {
    const { name, limit, windowSeconds } = allowance
    const perSecond = limit / windowSeconds
    const key = `${name} ${who}`
    const at = now().epochMilliseconds
    const bucket = buckets.get(key) ?? { tokens: limit, at }
    // A clock set back takes nothing away.
    bucket.tokens = Math.min(limit, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * perSecond)
    bucket.at = at
    const allowed = bucket.tokens >= Math.max(cost, 1)
    if (allowed) bucket.tokens -= cost
    buckets.delete(key)
    buckets.set(key, bucket)
    if (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value ?? key)
    return {
      ...allowance,
      allowed,
      remaining: Math.floor(bucket.tokens),
      fullInSeconds: Math.ceil((limit - bucket.tokens) / perSecond),
      nextInSeconds: Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond)),
    }
  }

  /** Tells how things stand, in the words of the IETF draft and in those that came before it; refuses when nothing is left. */
  function tell(reply: FastifyReply, standing: Standing): void {
    const { name, limit, windowSeconds, remaining, fullInSeconds, nextInSeconds, allowed } = standing
    reply.headers({
      // draft-ietf-httpapi-ratelimit-headers: structured fields.
      'RateLimit-Policy': `"${name}";q=${limit};w=${windowSeconds}`,
      RateLimit: `"${name}";r=${remaining};t=${allowed ? fullInSeconds : nextInSeconds}`,
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(remaining),
      'X-RateLimit-Reset': String(Math.ceil(now().epochMilliseconds / 1000) + fullInSeconds),
    })
    if (allowed) return
    reply.header('Retry-After', String(nextInSeconds))
    throw new ServiceError(
      'RATE_LIMITED',
      `${limit} requests in ${windowSeconds} s are allowed here; the next one in ${nextInSeconds} s (see Retry-After)`,
    )
  }

  return { take, tell }
}
export type Limits = ReturnType<typeof openLimits>

/** Who an address is: of IPv6 the first 64 bits, because one household or server holds all that follow. */
export function holderOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? []
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length
  const zeros = tail === undefined ? 0 : 8 - groups.length - after
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...(tail ? tail.split(':') : [])]
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
