import { expect, it } from 'vitest'
import { testClock } from '../../../test/installation.ts'
import { holderOf, openLimits } from './limits.ts'

const allowance = { name: 'key', limit: 2, windowSeconds: 60 }

it('lets a burst of the whole allowance through, then one at a time as it refills', () => {
  const clock = testClock()
  const { take } = openLimits(clock)
  const asked = () => take(allowance, 'ada').allowed
  expect([asked(), asked(), asked()]).toEqual([true, true, false])
  clock.advance({ seconds: 29 })
  expect(asked()).toBe(false)
  clock.advance({ seconds: 1 })
  expect([asked(), asked()]).toEqual([true, false])
  clock.advance({ hours: 5 })
  expect([asked(), asked(), asked()]).toEqual([true, true, false])
})

it('looking costs nothing, one does not spend what is the other’s, and a clock set back takes nothing', () => {
  const clock = testClock()
  const { take } = openLimits(clock)
  expect([take(allowance, 'ada', 0), take(allowance, 'ada', 0)].map(({ remaining }) => remaining)).toEqual([2, 2])
  expect([take(allowance, 'ada'), take(allowance, 'bob')].map(({ remaining }) => remaining)).toEqual([1, 1])
  clock.advance({ hours: -1 })
  expect(take(allowance, 'ada')).toMatchObject({ allowed: true, remaining: 0, nextInSeconds: 30 })
})

it('forgets who was away longest once there are too many', () => {
  const { take } = openLimits(testClock())
  take(allowance, 'first')
  for (let n = 0; n < 20_000; n++) take(allowance, `flood ${n}`)
  expect(take(allowance, 'first').remaining).toBe(1)
  expect(take(allowance, 'flood 19999').remaining).toBe(0)
})

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1'],
  ['2001:0DB8::1:0:0:0:7', '2001:db8:0:1'],
  ['2001:db8::7', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('%s is the household %s', (address, holder) => {
  expect(holderOf(address)).toBe(holder)
})
