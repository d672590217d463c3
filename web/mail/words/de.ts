import type { MailWords } from './words.ts'

export const de: MailWords = {
  received: (shop) => `${shop} hat Ihre Bestellung`,
  receivedSubject: (number, shop) => `Ihre Bestellung ${number} bei ${shop}`,
  lateTitle: 'Ihre Bestellung ist verspätet',
  lateSubject: (number) => `Ihre Bestellung ${number} ist verspätet`,
  notArrived: 'Sie ist noch nicht angekommen.',
  notShipped: 'Noch nicht verschickt',
  follow: 'Bestellung verfolgen',
  asItWas: (time) => `So war der Stand am ${time}. Der Link zeigt, wie es jetzt steht.`,
  codeTitle: 'Ihr Code',
  codeSubject: (shop) => `Ihr Code für ${shop}`,
  codeFor: (number) => `Damit zeigen Sie, dass die Bestellung ${number} Ihre ist.`,
  codeUntil: (time) => `Er gilt einmal, bis ${time}.`,
  codeKeep: 'Geben Sie ihn niemandem weiter. Haben Sie ihn nicht angefordert, müssen Sie nichts tun.',
  why: (shop) => `Sie erhalten diese Mail wegen Ihrer Bestellung bei ${shop}.`,
  whyCode: (number) => `Sie erhalten diese Mail, weil ein Code zur Bestellung ${number} angefordert wurde.`,
  stop: 'Keine Mails mehr zu meinen Bestellungen',
}
