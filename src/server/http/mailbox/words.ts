/** What the mailbox says to whoever runs the installation. */
export const words = {
  title: 'Mailbox',
  intro: 'No server for mails is set, so nobody gets these. Set SMTP_URL and MAIL_FROM to send them.',
  empty: 'No mails yet. One comes here when an order arrives, or when a parcel is sent, late or delivered.',
  refresh: 'Look again',
  all: 'All mails',
  to: 'To',
  from: 'From',
  asMail: 'As a mail',
  asText: 'As plain text',
  newest: 'The newest mail',
} as const
