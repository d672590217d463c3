import type { MailWords } from './words.ts'

export const en: MailWords = {
  received: (shop) => `${shop} has your order`,
  receivedSubject: (number, shop) => `Your order ${number} at ${shop}`,
  lateTitle: 'Your order is late',
  lateSubject: (number) => `Your order ${number} is late`,
  notArrived: 'It has not arrived yet.',
  notShipped: 'Not shipped yet',
  follow: 'Follow your order',
  asItWas: (time) => `This is how things stood on ${time}. The link shows how they stand now.`,
  codeTitle: 'Your code',
  codeSubject: (shop) => `Your code for ${shop}`,
  codeFor: (number) => `With it you show that order ${number} is yours.`,
  codeUntil: (time) => `It works once, until ${time}.`,
  codeKeep: 'Tell it to nobody. If you did not ask for it, there is nothing you need to do.',
  why: (shop) => `You get this mail because of your order at ${shop}.`,
  whyCode: (number) => `You get this mail because a code was asked for, for order ${number}.`,
  stop: 'No more mails about my orders',
}
