import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type MailChoice, ServiceError, chooseMail, showMailChoice } from '../../../service/index.ts'
import type { App } from '../app.ts'
import { sendHtml } from '../docs.ts'
import { plainPage, text } from '../plain.ts'
import { within } from '../within.ts'
import { choiceWordsOf } from './words.ts'

const formLimitBytes = 10_000

/**
 * Where a mail's "no more of these" leads. Looking changes nothing, because mail programs look at links by themselves; a POST
 * does, from the page's button or, without a page, from a mail program (RFC 8058). Its secret is all the proof there is.
 */
export function serveUnsubscribe(server: FastifyInstance, app: App): void {
  type Named = { Params: { secret: string } }
  const config = { page: true, limit: 'page' } as const

  server.get<Named>('/u/:secret', { config }, async ({ params: { secret } }, reply) =>
    show(reply, await within(showMailChoice(app, secret))),
  )

  server.post<Named>('/u/:secret', { config, bodyLimit: formLimitBytes }, async (request, reply) => {
    const { secret } = request.params
    const asked = askedBy(request)
    const choice = await within(chooseMail(app, secret, asked === 'again'))
    // A mail program wants a plain yes; a browser that reloads must not ask again.
    return asked === 'one-click' ? show(reply, choice) : reply.redirect(`/u/${secret}`, 303)
  })
}

type Asked = 'one-click' | 'stop' | 'again'

function askedBy(request: FastifyRequest): Asked {
  const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  // RFC 8058 allows both ways to send a form.
  if (type === 'multipart/form-data' && /name="?List-Unsubscribe"?\s[^]*One-Click/i.test(body)) return 'one-click'
  if (type === 'application/x-www-form-urlencoded') {
    const form = new URLSearchParams(body)
    if (form.get('List-Unsubscribe')?.toLowerCase() === 'one-click') return 'one-click'
    const choice = form.get('choice')
    if (choice === 'stop' || choice === 'again') return choice
  }
  throw new ServiceError(
    'INPUT_INVALID',
    'send List-Unsubscribe=One-Click as a form, or press the button of the page at this address',
  )
}

function show(reply: FastifyReply, { shop, language: tag, wanted }: MailChoice): FastifyReply {
  const { language, words } = choiceWordsOf(tag)
  const title = wanted ? words.stopTitle : words.stoppedTitle
  const said = wanted ? words.stopText(shop) : words.stoppedText(shop)
  const button = wanted
    ? `<button name="choice" value="stop">${text(words.stop)}</button>`
    : `<button name="choice" value="again">${text(words.undo)}</button>`
  return sendHtml(
    reply,
    plainPage({
      title,
      language,
      narrow: true,
      body: `<h1>${text(title)}</h1><p>${text(said)}</p><p class="quiet">${text(words.codes)}</p><form method="post">${button}</form>`,
    }),
  )
}
