import type { Asked, Carrier, Failure, FailureKind } from '../../../model/index.ts'
import { attribute } from './attribute.ts'
import { judge } from './judge.ts'
import type { Line } from './line.ts'
import type { Caller } from './prepare.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] }
/** What came of the calls so far; filled as they end. */
export type Gathered = Omit<Mutable<Asked>, 'calls'>

type Asking = {
  readonly carrier: Carrier
  readonly caller: Caller
  readonly line: Line
  readonly gathered: Gathered
}

/** Asks for a batch in one call; where it is refused as a whole, in smaller ones, so that one bad number takes no other down. */
export async function askBatch(numbers: readonly string[], asking: Asking): Promise<void> {
  // Halving finds a single bad number in this many calls; more of them are told what the whole was told.
  const spare = { calls: 2 * Math.ceil(Math.log2(numbers.length)) }
  await askPart(numbers, asking, spare)
}

async function askPart(numbers: readonly string[], asking: Asking, spare: { calls: number }): Promise<void> {
  const { carrier, caller, line, gathered } = asking
  const { settings } = caller.account
  const called = await line.ask(
    caller,
    (token) => asking.carrier.calls?.track(numbers, { settings, token }) ?? { path: '/' },
    (reply, hide) => judge(carrier, reply, hide),
  )
  if (called.kind === 'held') {
    gathered.deferred.push({ numbers, until: called.until, why: called.why })
    return
  }
  if (called.kind === 'failed') {
    const { failure, early = false } = called
    if (early || !isAboutTheRequest(failure) || !(await halves())) gathered.failures.push({ numbers, failure })
    return
  }
  const { reply, answer } = called.value
  const { answered, refused, loose, unmentioned } = attribute(numbers, answer, reply.body)
  const [first] = loose
  if (answered.length + refused.length === 0 && first && isAboutTheRequest(first) && (await halves())) return
  if (answered.length > 0) {
    gathered.answers.push({
      numbers: answered,
      body: reply.body,
      contentType: reply.contentType,
      answer: { parcels: answer.parcels, failures: loose },
    })
  }
  const limited = [...refused.map(({ failure }) => failure), ...loose].find(({ kind }) => kind === 'rate_limited')
  const late = [
    ...refused.filter(({ failure }) => failure.kind === 'rate_limited').map(({ number }) => number),
    ...(limited ? unmentioned : []),
  ]
  if (limited && late.length > 0)
    gathered.deferred.push({ numbers: late, until: await line.rest(limited, 'rate_limited'), why: 'paused' })
  for (const { number, failure } of refused)
    if (failure.kind !== 'rate_limited') gathered.failures.push({ numbers: [number], failure })
  if (!limited && unmentioned.length > 0)
    gathered.failures.push({ numbers: unmentioned, failure: notAnswered(carrier, first) })

  async function halves(): Promise<boolean> {
    if (numbers.length < 2 || spare.calls < 2) return false
    spare.calls -= 2
    const half = Math.ceil(numbers.length / 2)
    await askPart(numbers.slice(0, half), asking, spare)
    await askPart(numbers.slice(half), asking, spare)
    return true
  }
}

const aboutTheRequest = new Set<FailureKind>(['rejected', 'malformed', 'not_found'])
const isAboutTheRequest = ({ kind }: Failure) => aboutTheRequest.has(kind)

/** Silence is not "there is no such parcel": it is told apart by its code. */
const notAnswered = ({ name }: Carrier, said: Failure | undefined): Failure => ({
  kind: 'not_found',
  code: 'NOT_ANSWERED',
  message: `the answer of ${name} says nothing about this number${said ? `, and of nobody in particular: ${said.message}` : ''}`,
})
