import { type Channel, failed } from '../../../model/index.ts'
import { refusalOf } from './address.ts'
import { compose } from './compose.ts'
import { type Timeouts, deliver, timeouts } from './deliver.ts'
import { type MailSettings, readSettings, settings } from './settings.ts'

/** Mail by any SMTP server. Receipts are the server's own: what bounces later comes back to its sender's address. */
export const mail = { id: 'mail', name: 'E-mail', settings, readSettings, open }

function open({ server, ...sender }: MailSettings, patience: Timeouts = timeouts): Channel {
  return {
    id: 'mail',
    refuses: refusalOf,
    send: async (message) => {
      try {
        return await deliver(await compose(message, sender), server, patience)
      } catch {
        return failed({ kind: 'malformed', code: 'compose', message: 'the message could not be put together' })
      }
    },
  }
}
