import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, asking, openServed, vendureAnswer, vendureOrder } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url, await served.key())
}, 60_000)
afterAll(() => served?.close())

it('imports', async () => {
  const a = await ask('/v1/shops/main/orders?connector=vendure', { body: vendureAnswer(vendureOrder(1, { shipment: { number: '1ZW4R7F10300000019' } })) })
  console.log(a.status, a.text, [...a.headers])
  const b = await ask('/v1/orders')
  console.log(b.status, b.text)
  const c = await ask('/v1/conversations', { body: { text: 'hello' } })
  console.log(c.status, c.text)
  const d = await ask('/v1/openapi.json')
  console.log(d.status, d.text.length)
  const e = await ask(`/t/${await served.link(a.json['ids'][0])}`)
  console.log(e.status, [...e.headers], e.text)
  expect(a.status).toBe(200)
})
