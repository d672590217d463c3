/** What the page behind a mail's "no more of these" says. */
export type ChoiceWords = {
  readonly stopTitle: string
  readonly stopText: (shop: string) => string
  readonly stop: string
  readonly stoppedTitle: string
  readonly stoppedText: (shop: string) => string
  readonly codes: string
  readonly undo: string
}

const en: ChoiceWords = {
  stopTitle: 'Mails about your orders',
  stopText: (shop) => `${shop} writes to you when it has your order, when a parcel is sent, late or delivered.`,
  stop: 'No more of these mails',
  stoppedTitle: 'You get no more of these mails',
  stoppedText: (shop) => `${shop} no longer writes to you about your orders.`,
  codes: 'Codes that you ask for still come. The links in older mails still show your orders.',
  undo: 'I want them again',
}

const de: ChoiceWords = {
  stopTitle: 'Mails zu Ihren Bestellungen',
  stopText: (shop) =>
    `${shop} schreibt Ihnen, wenn Ihre Bestellung eingegangen ist und wenn ein Paket verschickt, verspätet oder zugestellt ist.`,
  stop: 'Keine solchen Mails mehr',
  stoppedTitle: 'Sie erhalten keine solchen Mails mehr',
  stoppedText: (shop) => `${shop} schreibt Ihnen nicht mehr zu Ihren Bestellungen.`,
  codes: 'Codes, die Sie anfordern, kommen weiterhin. Die Links in älteren Mails zeigen Ihre Bestellungen weiterhin.',
  undo: 'Ich möchte sie wieder',
}

const ar: ChoiceWords = {
  stopTitle: 'رسائل عن طلباتك',
  stopText: (shop) => `يكتب إليك \u2068${shop}\u2069 عند وصول طلبك إليه، وعند إرسال طرد أو تأخره أو تسليمه.`,
  stop: 'لا أريد هذه الرسائل',
  stoppedTitle: 'لن تصلك هذه الرسائل بعد الآن',
  stoppedText: (shop) => `لن يكتب إليك \u2068${shop}\u2069 عن طلباتك بعد الآن.`,
  codes: 'الرموز التي تطلبها تصلك كما كانت. والروابط في الرسائل السابقة ما زالت تعرض طلباتك.',
  undo: 'أريدها من جديد',
}

const languages: Readonly<Record<string, ChoiceWords>> = { en, de, ar }

export function choiceWordsOf(tag: string): {
  readonly language: string
  readonly dir: 'ltr' | 'rtl'
  readonly words: ChoiceWords
} {
  const base = tag.toLowerCase().split(/[-_]/, 1)[0] ?? ''
  const language = Object.hasOwn(languages, base) ? base : 'en'
  return { language, dir: language === 'ar' ? 'rtl' : 'ltr', words: languages[language] ?? en }
}
