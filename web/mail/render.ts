import { localeOf } from '../parts/format.ts'
import type { MailKind, MailOptions, MailViews, RenderedMail } from '../types.ts'
import { languageOf, languages, type Words } from '../words/index.ts'
import { htmlOf } from './html.tsx'
import { say } from './say.ts'
import { textOf } from './text.ts'
import { mailWords } from './words/index.ts'

/** A mail as markup and as plain text, made of the same parts. */
export function renderMail<Kind extends MailKind>(
  kind: Kind,
  view: MailViews[Kind],
  { links }: MailOptions,
): RenderedMail {
  const language = languageOf(view.language)
  const words: Words = languages[language]
  const clock = {
    language: localeOf(view.language, words.language),
    now: view.now,
    zone: view.order.shop.zone,
    nameZone: true,
    lasting: true,
  }
  const mail = say[kind](view, { words, mail: mailWords[language], clock, links })
  return { subject: mail.subject, html: htmlOf(mail, words), text: textOf(mail, words) }
}
