import { z } from 'zod'
import { failed, ok, type Result } from '../model/index.ts'
import { chance } from './chance.ts'
import { instantOf, type Journey, type JourneyClock, type Known, knownAt, type Step } from './journey.ts'

/** When a fault may strike: minutes of the simulator's clock since it began, and how often then. */
const when = {
  /** Ids of carriers; all of them without. */
  carriers: z.array(z.string()).min(1).optional(),
  share: z.number().min(0).max(1).default(1),
  fromMinute: z.number().optional(),
  toMinute: z.number().optional(),
}
const fault = <Kind extends string, Shape extends z.core.$ZodLooseShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...when, ...shape })

const Fault = z.discriminatedUnion('kind', [
  fault('slow', { ms: z.number().int().min(0).max(600_000) }),
  fault('rate_limited', { retryAfterSeconds: z.number().int().min(0).default(30) }),
  fault('server_error', { status: z.number().int().min(500).max(599).default(503) }),
  fault('no_answer', {}),
  fault('reset', {}),
  fault('truncated', {}),
  fault('html', {}),
  /** The credential is right and refused all the same. */
  fault('unauthorized', {}),
  /** Tokens die after so many seconds, whatever was said when they were given. */
  fault('short_tokens', { seconds: z.number().int().min(1) }),
  /** Known to the carrier so many hours of the journey after it happened. */
  fault('late_scans', { hours: z.number().positive() }),
  fault('duplicate_scans', {}),
  /** A scan and the next change places. */
  fault('reordered_scans', {}),
])
export type Fault = z.infer<typeof Fault>
export type FaultPlan = readonly Fault[]

export function readFaults(value: unknown): Result<FaultPlan> {
  const read = z.array(Fault).safeParse(value)
  if (read.success) return ok(read.data)
  const [issue] = read.error.issues
  const where = issue && issue.path.length > 0 ? `fault ${issue.path.join('.')}: ` : ''
  return failed({
    kind: 'malformed',
    code: 'BAD_FAULTS',
    message: `${where}${issue?.message ?? 'unreadable'}; a plan is a list such as [{"kind": "server_error", "share": 0.1}]`,
  })
}

/** A day as bad as days get: most calls work, each of the others in its own way. */
export const roughDay: FaultPlan = [
  { kind: 'slow', ms: 700, share: 0.1 },
  { kind: 'rate_limited', retryAfterSeconds: 2, share: 0.03 },
  { kind: 'server_error', status: 503, share: 0.04 },
  { kind: 'server_error', status: 500, share: 0.01 },
  { kind: 'no_answer', share: 0.005 },
  { kind: 'reset', share: 0.01 },
  { kind: 'truncated', share: 0.01 },
  { kind: 'html', share: 0.01 },
  { kind: 'unauthorized', share: 0.005 },
  { kind: 'short_tokens', seconds: 300, share: 0.5 },
  { kind: 'late_scans', hours: 5, share: 0.08 },
  { kind: 'duplicate_scans', share: 0.05 },
  { kind: 'reordered_scans', share: 0.05 },
]

/** Which call, or which scan, it is about. */
export type Occasion = {
  readonly seed: string
  readonly carrier: string
  /** Minutes since the simulator began. */
  readonly minute: number
  readonly words: readonly (string | number)[]
}

/** Those faults of a plan that strike: the same on the same occasion. */
export const striking = (plan: FaultPlan, { seed, carrier, minute, words }: Occasion): FaultPlan =>
  plan.filter(
    ({ kind, carriers, share, fromMinute = -Infinity, toMinute = Infinity }, i) =>
      (carriers === undefined || carriers.includes(carrier)) &&
      minute >= fromMinute &&
      minute < toMinute &&
      (share >= 1 || chance(seed, carrier, kind, i, ...words) < share),
  )

/** Whose scans, from when on; a fault strikes those that happen in its window, however late they are looked at. */
export type Scanned = {
  readonly seed: string
  readonly carrier: string
  readonly clock: JourneyClock
  readonly began: Temporal.Instant
}

const strikingScan = (
  plan: FaultPlan,
  { number }: Pick<Journey, 'number'>,
  { at }: Step,
  scanned: Scanned,
): FaultPlan =>
  striking(plan, {
    seed: scanned.seed,
    carrier: scanned.carrier,
    minute: instantOf(at, scanned.clock).since(scanned.began).total('minutes'),
    words: [number, at],
  })

/** The hours at which the carrier learns of each step, where scans come late. */
export function withLateScans(journey: Journey, plan: FaultPlan, scanned: Scanned): Journey {
  const late = plan.filter(({ kind }) => kind === 'late_scans')
  if (late.length === 0) return journey
  const steps = journey.steps.map((step) => {
    const hours = strikingScan(late, journey, step, scanned).map((one) => (one.kind === 'late_scans' ? one.hours : 0))
    return hours.length === 0 ? step : { ...step, told: Math.max(step.told ?? step.at, step.at + Math.max(...hours)) }
  })
  return { ...journey, steps }
}

/** Whether a scan is told twice. */
export const isToldTwice = (plan: FaultPlan, journey: Pick<Journey, 'number'>, step: Step, scanned: Scanned): boolean =>
  strikingScan(plan, journey, step, scanned).some(({ kind }) => kind === 'duplicate_scans')

/** What a carrier knows of a parcel, as untidily as the plan has it. */
export function knownWithFaults(journey: Journey, plan: FaultPlan, scanned: Scanned, now: Temporal.Instant): Known {
  const known = knownAt(withLateScans(journey, plan, scanned), scanned.clock, now)
  const steps = known.steps.flatMap((step) => (isToldTwice(plan, journey, step, scanned) ? [step, step] : [step]))
  const reordered = plan.filter(({ kind }) => kind === 'reordered_scans')
  for (const step of reordered.length === 0 ? [] : known.steps) {
    const at = steps.indexOf(step)
    const next = steps[at + 1]
    if (next && next !== step && strikingScan(reordered, journey, step, scanned).length > 0)
      steps.splice(at, 2, next, step)
  }
  return { ...known, steps }
}
