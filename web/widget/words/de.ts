import { de } from '../../words/de.ts'
import type { WidgetWords } from './words.ts'

export const words = {
  ...de,
  widget: {
    intro:
      'Ich sage Ihnen, wo eine Bestellung ist, wann sie kommt und was darin ist. Halten Sie Ihre Bestellnummer bereit.',
    whereIs: (number) => `Wo ist meine Bestellung ${number}?`,
    close: 'Schließen',
    startOver: 'Neu beginnen',
    startAgain: 'Neu beginnen',
    offline: 'Keine Verbindung. Ihre Nachricht bleibt hier und wird gesendet, sobald es geht.',
    busy: 'Der Assistent ist gerade ausgelastet. Ihre Nachricht bleibt hier und wird gleich gesendet.',
    shut: 'Der Assistent ist von dieser Seite aus gerade nicht erreichbar.',
    over: 'Dieses Gespräch ist beendet. Sie können ein neues beginnen.',
    waiting: 'Bleibt hier, bis sie gesendet werden kann.',
    refused: 'Nicht gesendet: Das Gespräch war beendet.',
    personOf: (shop) => `Ein Mensch von ${shop}`,
    lastScan: 'Letzter Scan',
    openPage: 'Sendungsseite öffnen',
    notOpened: 'Die Sendungsseite ließ sich nicht öffnen. Bitte versuchen Sie es noch einmal.',
  },
} satisfies WidgetWords
