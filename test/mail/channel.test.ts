import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { channels } from '../../src/connectors/index.ts'
import type { Channel, Outgoing } from '../../src/model/index.ts'
import { ConfigError, readConfig } from '../../src/server/config.ts'
import { sendDue } from '../../src/service/index.ts'
import { impatient, type Mailing, openMailing, settingsFor } from './mailing.ts'
import { header, type Inbox, openInbox } from './smtp.ts'

/** Servers as they are: away, busy, refusing, speaking nonsense, saying nothing. */

const message: Outgoing = {
  id: '01a2009e-9ad4-7960-94bb-3409a90ed735',
  sender: 'Lampenladen',
  to: 'mira@gmx.net',
  subject: 'Your order #1',
  html: '<p>Your order</p>',
  text: 'Your order\n',
  at: Temporal.Instant.from('2026-11-20T12:00:00Z'),
  unsubscribe: 'https://track.lampenladen.de/u/secret',
}

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const channelTo = (url: string): Channel => channels.mail.open(settingsFor(url), impatient)

async function inboxOf(...options: Parameters<typeof openInbox>): Promise<Inbox> {
  const inbox = await openInbox(...options)
  closing.push(inbox.close)
  return inbox
}

/** A server that speaks as the test wants, or not at all. */
async function speaker(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    speak(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('one message', () => {
  it('is taken, and its receipt is the server’s', async () => {
    const inbox = await inboxOf()
    expect(await channelTo(inbox.url).send(message)).toEqual({ ok: true, value: { code: '250' } })
    expect(inbox.received[0]?.mail).toMatchObject({
      messageId: '<01a2009e-9ad4-7960-94bb-3409a90ed735@lampenladen.de>',
      text: 'Your order\n\n',
    })
  })

  it.each([
    ['the recipient for good', 550, { kind: 'rejected', code: 'smtp_550' }],
    ['the recipient for now', 451, { kind: 'rate_limited', code: 'smtp_451' }],
  ])('refuses %s: told by code, without the address', async (_, code, failure) => {
    const inbox = await inboxOf()
    inbox.treat(() => ({ code }))
    const result = await channelTo(inbox.url).send(message)
    expect(result).toMatchObject({ ok: false, failure })
    expect(JSON.stringify(result)).not.toContain('mira')
  })

  it.each([
    ['a message it read', 554, 'rejected'],
    ['a message it has no room for', 452, 'rate_limited'],
  ])('refuses %s', async (_, responseCode, kind) => {
    const inbox = await inboxOf({
      onData: (stream, __, done) => {
        stream.resume()
        stream.on('end', () => done(Object.assign(new Error('no'), { responseCode })))
      },
    })
    expect(await channelTo(inbox.url).send(message)).toMatchObject({ ok: false, failure: { kind } })
  })

  it('a sender the server does not know is our matter, and tried again', async () => {
    const inbox = await inboxOf({
      onMailFrom: (_, __, done) => done(Object.assign(new Error('who?'), { responseCode: 550 })),
    })
    expect(await channelTo(inbox.url).send(message)).toMatchObject({ ok: false, failure: { kind: 'unreachable' } })
  })

  it('a password the server refuses is our matter too', async () => {
    const inbox = await inboxOf({
      disabledCommands: [],
      onAuth: ({ password }, _, done) =>
        password === 'p@ss/word' ? done(null, { user: 1 }) : done(new Error('wrong')),
    })
    const at = (password: string) => inbox.url.replace('//', `//orders:${password}@`)
    expect(await channelTo(at('other')).send(message)).toMatchObject({ ok: false, failure: { kind: 'unauthorized' } })
    expect(await channelTo(at('p%40ss%2Fword')).send(message)).toMatchObject({ ok: true })
  })

  it('goes to nobody over a line others can read: STARTTLS is a must but on this machine', async () => {
    const inbox = await inboxOf({ hideSTARTTLS: true })
    const { server, ...rest } = settingsFor(inbox.url)
    const elsewhere = channels.mail.open({ ...rest, server: { ...server, loopback: false } }, impatient)
    expect(await elsewhere.send(message)).toMatchObject({ ok: false, failure: { kind: 'unreachable' } })
    expect(inbox.tries()).toBe(0)
    expect(await channelTo(inbox.url).send(message)).toMatchObject({ ok: true })
  })

  it.each<[string, (socket: Socket) => void, string]>([
    ['speaks nonsense', (socket) => socket.end('<html>hello</html>\r\n'), 'malformed'],
    ['says nothing', () => {}, 'unreachable'],
    ['hangs up', (socket) => socket.destroy(), 'unreachable'],
    [
      'falls silent in the middle',
      (socket) => {
        socket.write('220 mail ESMTP\r\n')
        socket.once('data', () => socket.write('250 mail\r\n'))
      },
      'unreachable',
    ],
    [
      'never ends what it says',
      (socket) => {
        socket.write('220 mail ESMTP\r\n')
        const timer = setInterval(() => socket.write('250-more\r\n'), 50)
        socket.on('close', () => clearInterval(timer))
      },
      'unreachable',
    ],
    [
      'sends a flood',
      (socket) => {
        socket.write('220 mail ESMTP\r\n')
        socket.write(`250-${'x'.repeat(500_000)}`)
      },
      'malformed',
    ],
  ])('a server that %s is given up', async (_, speak, kind) => {
    expect(await channelTo(await speaker(speak)).send(message)).toMatchObject({ ok: false, failure: { kind } })
  })

  it('nobody listens', async () => {
    const url = await speaker(() => {})
    await closing.pop()?.()
    expect(await channelTo(url).send(message)).toMatchObject({ ok: false, failure: { kind: 'unreachable' } })
  })
})

describe('what comes from outside cannot write headers', () => {
  const evil = 'Lamp\r\nBcc: eve@gmx.net\r\n\r\n<script>alert(1)</script>'
  it.each([
    ['the shop’s name', { sender: evil }],
    ['the subject', { subject: evil }],
    [
      'both, with other line ends',
      { sender: 'A\u2028Bcc: eve@gmx.net', subject: 'B\nBcc: eve@gmx.net\rCc: eve@gmx.net' },
    ],
    ['a name that is an address', { sender: '"x" <eve@gmx.net>, y' }],
  ])('%s', async (_, over) => {
    const inbox = await inboxOf()
    expect(await channelTo(inbox.url).send({ ...message, ...over })).toMatchObject({ ok: true })
    const [received] = inbox.received
    if (!received) throw new Error('no mail came')
    expect(inbox.received.map(({ to }) => to)).toEqual(['mira@gmx.net'])
    const { mail } = received
    expect([mail.to, mail.cc, mail.bcc, mail.from?.address, mail.text]).toEqual([
      [{ name: '', address: 'mira@gmx.net' }],
      undefined,
      undefined,
      'orders@lampenladen.de',
      'Your order\n\n',
    ])
    expect(mail.headers.map(({ key }) => key).toSorted()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'message-id',
      'mime-version',
      'subject',
      'to',
      'x-auto-response-suppress',
    ])
    expect(header(received, 'list-unsubscribe')).toBe('<https://track.lampenladen.de/u/secret>')
  })

  it.each(['mira@gmx.net\r\nBcc: eve@gmx.net', 'mira@gmx.net, eve@gmx.net', 'mira@gmx.net>\r\nRCPT TO:<eve@gmx.net'])(
    'an address %j is no address',
    async (to) => {
      const inbox = await inboxOf()
      const channel = channelTo(inbox.url)
      expect(channel.refuses(to)).toBe('address_invalid')
      // Nor does it get out where nobody asked first.
      expect((await channel.send({ ...message, to })).ok).toBe(false)
      expect(inbox.received).toEqual([])
    },
  )

  it.each([
    ['a@b.co', null],
    ['müller@täst.de', null],
    ["o'neil+shop@mail.example.co.uk", null],
    ['x@example.com', 'address_reserved'],
    ['x@a.b.example.org', 'address_reserved'],
    ['x@foo.invalid', 'address_reserved'],
    ['x@LOCALHOST', 'address_reserved'],
    ['x@notexample.com', null],
    ['x', 'address_invalid'],
    ['mira,eve@gmx.net', 'address_invalid'],
    ['<mira@gmx.net', 'address_invalid'],
    ['@b.co', 'address_invalid'],
    ['a@b.co@c.co', 'address_invalid'],
  ])('%s is %s', (address, refusal) => {
    expect(channelTo('smtp://127.0.0.1:1').refuses(address)).toBe(refusal)
  })
})

describe('a server that is away for a while', () => {
  let mailing: Mailing
  beforeEach(async () => {
    mailing = await openMailing()
    closing.push(mailing.close)
  })
  const seen = async () => (await mailing.notices()).map(({ state, reason }) => [state, reason])
  const tick = async (seconds: number) => {
    mailing.clock.advance({ seconds })
    await sendDue(mailing.sending())
  }

  it('gets everything once it is back, each with the Message-ID of its first try', async () => {
    const first = await openInbox()
    await first.close()
    mailing.through(channelTo(first.url))
    for (const n of [1, 2, 3]) await mailing.order({ number: `#${n}`, email: `shopper${n}@gmx.net` })
    await mailing.settle()
    expect(await seen()).toEqual(Array.from({ length: 3 }, () => ['waiting', 'smtp_socket']))
    await tick(3)
    await tick(6)
    const inbox = await inboxOf({}, first.port)
    await tick(1)
    expect(inbox.received).toEqual([])
    await tick(10)
    expect(inbox.received.map(({ to }) => to).toSorted()).toEqual([
      'shopper1@gmx.net',
      'shopper2@gmx.net',
      'shopper3@gmx.net',
    ])
    const notices = await mailing.notices()
    expect(new Set(inbox.received.map(({ mail }) => mail.messageId))).toEqual(
      new Set(notices.map(({ id }) => `<${id}@lampenladen.de>`)),
    )
    expect(notices.map(({ state, attempts }) => [state, attempts])).toEqual(
      Array.from({ length: 3 }, () => ['sent', 4]),
    )
  })

  it('busy, then not; and one address it refuses for good costs the others nothing', async () => {
    const inbox = await inboxOf()
    mailing.through(channelTo(inbox.url))
    let busy = true
    inbox.treat((to) => (to.startsWith('gone') ? { code: 550 } : busy ? { code: 450 } : 'accept'))
    await mailing.order({ number: '#1', email: 'gone@gmx.net' })
    await mailing.order({ number: '#2', email: 'mira@gmx.net' })
    await mailing.settle()
    expect(sorted(await seen())).toEqual([
      ['failed', 'smtp_550'],
      ['waiting', 'smtp_450'],
    ])
    busy = false
    await tick(3)
    const tries = inbox.tries()
    await tick(3_600)
    expect(inbox.tries()).toBe(tries)
    expect(inbox.received.map(({ to }) => to)).toEqual(['mira@gmx.net'])
    expect(sorted(await seen())).toEqual([
      ['failed', 'smtp_550'],
      ['sent', null],
    ])
  })

  it('that hangs holds up nothing but what it was given, and is given up', async () => {
    const inbox = await inboxOf()
    mailing.through(channelTo(inbox.url))
    inbox.treat((to) => (to.startsWith('hang') ? 'hang' : 'accept'))
    await mailing.order({ number: '#1', email: 'hang@gmx.net' })
    for (const n of [2, 3, 4, 5, 6]) await mailing.order({ number: `#${n}`, email: `shopper${n}@gmx.net` })
    await mailing.settle()
    expect(inbox.received).toHaveLength(5)
    expect((await seen()).filter(([state]) => state !== 'sent')).toEqual([['waiting', 'smtp_timedout']])
  })

  it('for days is given up in the end', async () => {
    const inbox = await inboxOf()
    mailing.through(channelTo(inbox.url))
    inbox.treat(() => ({ code: 451 }))
    await mailing.order({ number: '#1' })
    await mailing.decide()
    for (let i = 0; i < 40; i++) await tick(43_200)
    expect(await seen()).toEqual([['failed', 'smtp_451']])
    expect((await mailing.notices())[0]?.attempts).toBe(14)
  })
})

describe('settings', () => {
  const read = (settings: Record<string, string>) => {
    try {
      return readConfig({ PUBLIC_URL: 'https://track.lampenladen.de', ...settings }).mail
    } catch (error) {
      if (error instanceof ConfigError) return error.message
      throw error
    }
  }
  const MAIL_FROM = 'orders@lampenladen.de'

  it('none: mails are kept for the mailbox', () => {
    expect(read({})).toBeUndefined()
  })

  it('a server, with or without a login', () => {
    expect(read({ SMTP_URL: 'smtp://orders:p%40ss@mail.lampenladen.de', MAIL_FROM })).toEqual({
      server: {
        host: 'mail.lampenladen.de',
        port: 587,
        secure: false,
        loopback: false,
        login: { user: 'orders', pass: 'p@ss' },
      },
      from: MAIL_FROM,
      replyTo: null,
    })
    expect(read({ SMTP_URL: 'smtps://[::1]', MAIL_FROM, MAIL_REPLY_TO: 'help@lampenladen.de' })).toMatchObject({
      server: { host: '::1', port: 465, secure: true, loopback: true, login: null },
      replyTo: 'help@lampenladen.de',
    })
  })

  it.each([
    [{ SMTP_URL: 'http://orders:hunter2@mail' }, /^SMTP_URL is \(not shown\): .*smtp:\/\/user:password@/],
    [{ SMTP_URL: 'smtp://orders@mail' }, /^SMTP_URL is \(not shown\)/],
    [{ SMTP_URL: 'smtp://mail/path' }, /^SMTP_URL is \(not shown\)/],
    [{ SMTP_URL: 'smtp://mail' }, /^SMTP_URL is set but MAIL_FROM is not; .*orders@example\.com/],
    [{ MAIL_FROM }, /^MAIL_FROM is set but SMTP_URL is not; .*\/mailbox/],
    [{ SMTP_URL: 'smtp://mail', MAIL_FROM: 'Shop <a@b.de>' }, /^MAIL_FROM is "Shop <a@b\.de>": .*without a name/],
    [{ SMTP_URL: 'smtp://mail', MAIL_FROM, PUBLIC_URL: '' }, /^SMTP_URL is set, .*PUBLIC_URL/],
  ])('%j names what is wrong and what would do', (settings, said) => {
    expect(read(settings)).toMatch(said)
    expect(read(settings)).not.toContain('hunter2')
  })
})

const sorted = (states: readonly (readonly (string | null)[])[]) =>
  states.toSorted((a, b) => a.join().localeCompare(b.join()))
