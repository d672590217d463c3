import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { easypost } from './index.ts'

carrierContract(easypost, { answers: join(import.meta.dirname, 'answers') })
// A tracker asked for by its own id is not how we ask.
carrierAsks(easypost, ({ data }) => {
  if (data === undefined) return undefined
  const { carrier, tracking_code } = JSON.parse(data) as { carrier: string; tracking_code: string }
  return { numbers: [tracking_code], settings: { carrier } }
})

describe('EasyPost', () => {
  it('is asked without a carrier where none is set', () => {
    const asked = easypost.calls?.track(['EZ1'], { settings: {}, token: '' })
    expect(JSON.parse(asked?.body ?? '')).toEqual({ tracking_code: 'EZ1' })
  })
})

describe('a push of EasyPost', () => {
  const { push } = easypost
  if (!push) throw new Error('EasyPost pushes')
  const body = Buffer.from('{"id":"evt_1","object":"Event"}')
  const now = Temporal.Instant.from('2026-03-04T00:00:00Z')
  const signed = (secret: string, of = body) =>
    `hmac-sha256-hex=${createHmac('sha256', secret).update(of).digest('hex')}`
  const verify = (signature: string | undefined, secret = 's\u00e9cret') =>
    push.verify(body, { 'x-hmac-signature': signature }, secret, now)

  it('is believed with the signature of its bytes, under the secret in NFKD', () => {
    expect(verify(signed('se\u0301cret'))).toBe(true)
    expect(verify(signed('s\u00e9cret'))).toBe(false)
  })

  it.each([
    ['none', undefined],
    ['one without its name', signed('se\u0301cret').slice(16)],
    ['one by another secret', signed('another')],
    ['one of other bytes', signed('se\u0301cret', Buffer.from('{"id":"evt_2","object":"Event"}'))],
    ['one cut short', signed('se\u0301cret').slice(0, 40)],
  ])('is refused with %s', (_what, signature) => {
    expect(verify(signature)).toBe(false)
  })

  it('is refused where no secret is kept', () => {
    expect(verify(signed(''), '')).toBe(false)
  })

  it('is told again by its id', () => {
    expect(push.eventId(body.toString(), {})).toBe('evt_1')
    expect(push.eventId('{}', {})).toBeNull()
    expect(push.eventId('no JSON', {})).toBeNull()
  })

  it('is asked for once for the whole account', () => {
    const to = { settings: {}, token: '', callback: 'https://example.com/in', secret: 'a secret', now }
    expect(push.subscribe?.batch).toBeNull()
    expect(JSON.parse(push.subscribe?.request([], to).body ?? '')).toEqual({
      webhook: { url: 'https://example.com/in', webhook_secret: 'a secret' },
    })
    expect(push.subscribe?.read('{"id":"hook_1","object":"Webhook"}')).toEqual({
      ok: true,
      value: { id: 'hook_1', failures: [] },
    })
    expect(push.subscribe?.read('{"error":{"code":"UNAUTHORIZED","message":"No."}}')).toMatchObject({
      value: { id: null, failures: [{ kind: 'unauthorized' }] },
    })
    expect(push.subscribe?.read('<html>')).toMatchObject({ ok: false })
  })
})
