import { en } from '../../words/en.ts'
import type { WidgetWords } from './words.ts'

export const words = {
  ...en,
  widget: {
    intro: 'I can tell you where an order is, when it comes and what is in it. Have your order number at hand.',
    whereIs: (number) => `Where is my order ${number}?`,
    close: 'Close',
    startOver: 'Start over',
    startAgain: 'Start again',
    offline: 'No connection. We keep your message and send it when there is one.',
    busy: 'The assistant is busy. We keep your message and send it in a moment.',
    shut: 'The assistant cannot be reached from this page at the moment.',
    over: 'This conversation is over. You can start again.',
    waiting: 'Kept here until it can be sent.',
    refused: 'Not sent: the conversation was over.',
    personOf: (shop) => `A person of ${shop}`,
    lastScan: 'Last scan',
    openPage: 'Open the tracking page',
    notOpened: 'The tracking page did not open. Please try again.',
  },
} satisfies WidgetWords
