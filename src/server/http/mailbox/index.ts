import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type PreviewedMail, ServiceError, listMailbox, showMailboxMail } from '../../../service/index.ts'
import type { App } from '../app.ts'
import { sendHtml } from '../docs.ts'
import { text } from '../plain.ts'
import { within } from '../within.ts'
import { mayPreview } from './guard.ts'
import { words } from './words.ts'

const css = readFileSync(join(import.meta.dirname, 'mailbox.css'))
const stylePath = `/mailbox/style-${createHash('sha256').update(css).digest('base64url').slice(0, 8)}.css`

/** Its pages hold a frame with the mail; everything else is as strict as elsewhere. */
const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A mail is somebody else's markup: no script, no origin, nothing loaded, but its own styles; links open outside. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"

/** Mails that nobody sent, for whoever tries the installation out. */
export function serveMailbox(server: FastifyInstance, app: App): void {
  const config = { page: true, limit: 'page' } as const
  type Named = { Params: { id: string } }

  server.get('/mailbox', { config }, async (request, reply) => {
    guard(request)
    const mails = await within(listMailbox(app))
    // Nothing is read that a page coming anew would take away.
    if (mails.length === 0) reply.header('Refresh', '5')
    return page(reply, { mails })
  })
  server.get<Named>('/mailbox/:id', { config }, async (request, reply) => {
    guard(request)
    const { id } = request.params
    if (`/mailbox/${id}` === stylePath) {
      reply.headers({
        'Content-Type': 'text/css; charset=utf-8',
        'Cache-Control': 'public, max-age=31536000, immutable',
      })
      return reply.send(css)
    }
    const mails = await within(listMailbox(app))
    return page(reply, { mails, open: await opened(id) })
  })
  server.get<Named>('/mailbox/:id/html', { config }, async (request, reply) => {
    guard(request)
    const { html } = await opened(request.params.id)
    reply.header('Content-Security-Policy', mailPolicy)
    return sendHtml(reply, html.replace('<head>', '<head><base target="_blank">'))
  })

  async function opened(id: string): Promise<PreviewedMail> {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw nothing()
    return within(showMailboxMail(app, id))
  }
}

/** For anybody else there is no such page. */
function guard(request: FastifyRequest): void {
  if (!mayPreview(request)) throw nothing()
}

const nothing = () => new ServiceError('NOT_FOUND', 'there is nothing at this path; /docs lists what there is')

function page(
  reply: FastifyReply,
  { mails, open }: { readonly mails: readonly PreviewedMail[]; readonly open?: PreviewedMail },
): FastifyReply {
  reply.header('Content-Security-Policy', pagePolicy)
  // Where no mail is open the list is what the page is about.
  const [listed, heading] = open ? ['nav', 'p'] : ['main', 'h1']
  // Seen only where there is room beside the list.
  const newest = open ? undefined : mails[0]
  const title = open ? `${open.subject} · ${words.title}` : words.title
  const list =
    mails.length === 0
      ? `<p class="quiet">${text(words.empty)}</p>`
      : `<ol class="mails">${mails.map((mail) => entry(mail, mail.id === open?.id)).join('')}</ol>`
  return sendHtml(
    reply,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="${stylePath}"></head><body class="${open ? 'reading' : 'listing'}"><${listed} class="list"${open ? ` aria-label="${text(words.all)}"` : ''}><header><${heading} class="title"><a href="/mailbox">${text(words.title)}</a></${heading}><a class="refresh" href="/mailbox${open ? `/${open.id}` : ''}">${text(words.refresh)}</a></header><p class="quiet">${text(words.intro)}</p>${list}</${listed}>${open ? `<main class="mail">${mailOf(open)}</main>` : newest ? `<aside class="mail" aria-label="${text(words.newest)}">${mailOf(newest, 'h2')}</aside>` : ''}</body></html>`,
  )
}

function entry({ id, to, subject, sender, at }: PreviewedMail, current: boolean): string {
  return `<li><a href="/mailbox/${id}"${current ? ' aria-current="page"' : ''}><span class="who"><bdi>${text(sender)}</bdi>${time(at)}</span><span class="subject" dir="auto">${text(subject)}</span><span class="to"><bdi>${text(to)}</bdi></span></a></li>`
}

function mailOf({ id, to, sender, subject, at, text: plain }: PreviewedMail, heading: 'h1' | 'h2' = 'h1'): string {
  return `<a class="back" href="/mailbox">${text(words.all)}</a><${heading} class="subject" dir="auto">${text(subject)}</${heading}><dl><div><dt>${text(words.from)}</dt><dd><bdi>${text(sender)}</bdi></dd></div><div><dt>${text(words.to)}</dt><dd><bdi>${text(to)}</bdi></dd></div></dl><p class="quiet">${time(at)}</p><iframe title="${text(words.asMail)}" ${heading === 'h2' ? 'loading="lazy" ' : ''}src="/mailbox/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe><details><summary>${text(words.asText)}</summary><pre dir="auto">${text(plain)}</pre></details>`
}

/** In this machine's zone: whoever reads it sits there. */
const time = (at: Temporal.Instant) =>
  `<time datetime="${at.toString({ smallestUnit: 'second' })}">${text(at.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' }))}</time>`
