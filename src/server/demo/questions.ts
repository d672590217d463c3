/** Things to ask, each of which shows something else. The sentences are what a shopper types, so they are data. */
export type Question = { readonly language: 'en' | 'de'; readonly say: string; readonly order: string }

export const questions: readonly Question[] = [
  { language: 'en', say: 'Where is my order?', order: 'LO-4116' },
  { language: 'en', say: 'Why is my parcel late?', order: 'LO-4106' },
  { language: 'en', say: 'Where is the rest of my order?', order: 'LO-4113' },
  { language: 'en', say: 'Has my order arrived?', order: 'LO-4107' },
  { language: 'en', say: 'Why is my parcel stuck?', order: 'LO-4109' },
  { language: 'en', say: 'It says delivered, but I have nothing', order: 'LO-4110' },
  { language: 'de', say: 'Wann kommt meine Lieferung?', order: 'LO-4114' },
  { language: 'de', say: 'Wo wurde mein Paket abgegeben?', order: 'LO-4103' },
]

/** The order whose parcel goes out and arrives within the first two minutes. */
export const watched = 'LO-4116'

/** Delivered, says its carrier; its customer would say otherwise. */
export const disputed = 'LO-4110'
