/** What the pages made here say; the words of tracking pages lie in `web/words`. */
export type PageWords = {
  readonly title: string
  readonly intro: string
  readonly number: string
  readonly numberHint: string
  readonly proof: string
  readonly proofHint: string
  readonly find: string
  readonly again: string
  readonly api: string
  readonly demo: string
}

const en: PageWords = {
  title: 'Where is my order?',
  intro:
    'See where your order is and when it should arrive, and ask about it. You need what stands in your confirmation.',
  number: 'Order number',
  numberHint: 'such as #1001',
  proof: 'E-mail, phone or postcode',
  proofHint: 'the one you ordered with',
  find: 'Find my order',
  again: 'Look up an order',
  api: 'For shops: the API',
  demo: 'Try it in the demo shop',
}

const languages: Readonly<Record<string, PageWords>> = { en }

export const wordsOf = (language: string): PageWords => languages[language.split('-')[0] ?? ''] ?? en
