import type { Outgoing } from '../../../model/index.ts'
import type { MailSettings } from './settings.ts'

export type Composed = { readonly from: string; readonly to: string; readonly raw: Buffer }

/** The message as it goes over the wire. Names and titles come from outside: what could end a header is taken out of them. */
export async function compose(
  { id, sender, to, subject, html, text, at, unsubscribe }: Outgoing,
  { from, replyTo }: Pick<MailSettings, 'from' | 'replyTo'>,
): Promise<Composed> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const message = new MailComposer({
    from: { name: oneLine(sender), address: from },
    to: { name: '', address: to },
    ...(replyTo !== null && { replyTo }),
    subject: oneLine(subject),
    text,
    html,
    messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    date: new Date(at.epochMilliseconds),
    headers: {
      'Auto-Submitted': 'auto-generated',
      // Exchange's own word for "answer this with no out-of-office".
      'X-Auto-Response-Suppress': 'All',
      ...(unsubscribe !== null && {
        // RFC 8058: one request to this address, without a page between, is enough.
        'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  const envelope = message.getEnvelope()
  const [recipient, ...others] = envelope.to
  if (envelope.from === false || recipient === undefined || others.length > 0)
    throw new Error('a mail goes from one address to one address')
  return { from: envelope.from, to: recipient, raw: await message.build() }
}

const oneLine = (text: string) =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200)
