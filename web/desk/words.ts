import type { DeskFilter, HandOverView } from '../types.ts'

type Packet = HandOverView
type Reason = NonNullable<Packet['handOver']>['reason']
type Outcome = Packet['tried'][number]['outcome']
type Refusal = 'answered_meanwhile' | 'handed_back' | 'closed' | 'empty'
type Message = { readonly title: string; readonly text: string }

/** Every word a person reads who answers for the shop. */
export type DeskWords = {
  readonly language: string
  readonly title: string
  readonly tab: (waiting: number, title: string) => string
  readonly signedInAs: (name: string | null) => string
  readonly signOut: string
  readonly filters: Readonly<Record<DeskFilter, string>>
  readonly filterBy: string
  readonly empty: Readonly<Record<DeskFilter, Message>>
  readonly groups: Readonly<Record<Exclude<DeskFilter, 'all'>, string>>
  readonly duration: (minutes: number) => string
  readonly waits: (duration: string) => string
  readonly ago: (duration: string) => string
  readonly justNow: string
  readonly unknownName: string
  readonly takenBy: (name: string) => string
  readonly by: { readonly shopper: string; readonly assistant: string; readonly person: string }
  readonly more: string
  /** Heads what shoppers asked and the shop never said. */
  readonly gaps: string
  readonly gapsHow: string
  readonly asked: (count: number) => string
  readonly first: string
  readonly timesIn: (zone: string) => string

  readonly back: string
  readonly toAnswer: string
  readonly level: Readonly<Record<Packet['level'], string>>
  readonly proof: string
  readonly reason: Readonly<Record<Reason, string>>
  readonly why: string
  readonly feeling: Readonly<Record<NonNullable<Packet['feeling']>, string>>
  readonly mood: string
  readonly state: Readonly<Record<Packet['state'], string>>
  readonly transcript: string
  readonly sources: string
  readonly facts: string
  readonly noFacts: string
  readonly lastScans: string
  readonly noScans: string
  readonly code: (code: string) => string
  readonly tried: string
  readonly nothingTried: string
  readonly notUnderstood: string
  /** A number, an address, a choice: what had been asked for. */
  readonly gaveDetails: string
  readonly outcome: Readonly<Record<Outcome, string>>
  readonly times: (count: number) => string
  readonly answer: string
  readonly answerHint: (name: string | null) => string
  readonly send: string
  readonly keys: string
  readonly handBack: string
  readonly close: string
  readonly draft: string
  readonly draftHint: string
  readonly useDraft: string
  readonly refused: Readonly<Record<Refusal, string>>

  readonly signIn: Message & { readonly button: string }
  readonly signInWrong: Message
  readonly signedOut: Message
  readonly notFound: Message
}

const en: DeskWords = {
  language: 'en',
  title: 'Conversations',
  tab: (waiting, title) => (waiting > 0 ? `(${waiting}) ${title}` : title),
  signedInAs: (name) => (name === null ? 'Signed in' : `Signed in as ${name}`),
  signOut: 'Sign out',
  filters: {
    all: 'All',
    waiting: 'Waiting for a person',
    answered: 'Answered by a person',
    assistant: 'With the assistant',
    closed: 'Closed',
  },
  filterBy: 'Show',
  empty: {
    all: {
      title: 'No conversations yet',
      text: 'When a shopper writes on a tracking page, the conversation appears here. Those who ask for a person come first.',
    },
    waiting: {
      title: 'Nobody is waiting',
      text: 'When a shopper asks for a person, or the assistant can’t help, the conversation appears here at once.',
    },
    answered: {
      title: 'Nothing is open',
      text: 'Conversations a person has answered stay here until they are handed back or closed.',
    },
    assistant: {
      title: 'The assistant has none',
      text: 'Conversations that need no person appear here.',
    },
    closed: { title: 'None is closed', text: 'Conversations that were closed appear here.' },
  },
  groups: {
    waiting: 'Waiting',
    answered: 'Answered',
    assistant: 'Assistant',
    closed: 'Closed',
  },
  duration: (minutes) =>
    minutes < 1
      ? 'under 1 min'
      : minutes < 60
        ? `${minutes} min`
        : minutes < 1440
          ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
          : `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`,
  waits: (duration) => `waits ${duration}`,
  ago: (duration) => `${duration} ago`,
  justNow: 'just now',
  unknownName: 'Shopper',
  takenBy: (name) => `answered by ${name}`,
  by: { shopper: 'Shopper', assistant: 'Assistant', person: 'A person' },
  more: 'Next page',
  gaps: 'Asked, and never said by the shop',
  gapsHow: 'The assistant says that it was not told. “whereabouts policies set” tells it.',
  asked: (count) => (count === 1 ? 'asked once' : `asked ${count} times`),
  first: 'Back to the start',
  timesIn: (zone) => `Times are in ${zone}.`,

  back: 'All conversations',
  toAnswer: 'Go to the answer',
  level: {
    L0: 'Not verified: treat as a stranger',
    L1: 'Opened the link in a message',
    L2: 'Proved with order number and e-mail, phone or postcode',
    L3: 'Entered a one-time code sent to them',
    L4: 'Signed in at the shop',
  },
  proof: 'Who they are',
  reason: {
    asked: 'Asked for a person',
    complaint: 'Has a complaint',
    cannot: 'Wants something the assistant can’t do',
    not_understood: 'Was not understood twice',
    not_verified: 'Could not be verified',
    problem: 'Something is wrong with the delivery',
    upset: 'Is upset, or asked the same again',
  },
  why: 'Why a person',
  feeling: { negative: 'Upset', neutral: 'Calm', positive: 'Friendly' },
  mood: 'Mood',
  state: {
    with_assistant: 'The assistant has this conversation. It answers by itself.',
    with_person: 'A person has this conversation. The assistant is silent.',
    closed: 'This conversation is closed. If the shopper writes again, the assistant answers.',
  },
  transcript: 'Conversation',
  sources: 'From',
  facts: 'What is known',
  noFacts: 'No order may be spoken of: this shopper has not shown that one is theirs.',
  lastScans: 'Last scans',
  noScans: 'No carrier has reported a scan.',
  code: (code) => `code ${code}`,
  tried: 'What was tried',
  nothingTried: 'Nothing before a person was asked for.',
  notUnderstood: 'Not understood',
  gaveDetails: 'Gave what was asked for',
  outcome: {
    answered: 'Answered',
    asked_back: 'Asked back',
    verified: 'Proof fitted',
    not_verified: 'Proof did not fit',
    not_understood: 'Not understood',
    cannot: 'Can’t be done by the assistant',
    handed_over: 'Given to a person',
    waiting: 'Left to a person',
    talk: 'Small talk',
  },
  times: (count) => `${count} times so far`,
  answer: 'Your answer',
  answerHint: (name) =>
    name === null
      ? 'The shopper reads it under the shop’s name.'
      : `The shopper reads it under “${name}” and the shop’s name.`,
  send: 'Send answer',
  keys: 'Ctrl + Enter sends',
  handBack: 'Hand back to the assistant',
  close: 'Close conversation',
  draft: 'Draft, not sent',
  draftHint: 'Made of known facts alone. Read and change it before you send it.',
  useDraft: 'Put into the answer',
  refused: {
    answered_meanwhile:
      'Not sent: somebody else has answered meanwhile. Their answer is in the conversation. Yours is kept below.',
    handed_back: 'Not done: the conversation was handed back to the assistant meanwhile. What you wrote is kept below.',
    closed: 'Not done: the conversation was closed meanwhile. What you wrote is kept below.',
    empty: 'Nothing was sent: the answer is empty.',
  },

  signIn: {
    title: 'Sign in to answer shoppers',
    text: 'This link works once. You stay signed in on this browser for 12 hours.',
    button: 'Sign in',
  },
  signInWrong: {
    title: 'This sign-in link does not work',
    text: 'It was used already, is older than 15 minutes, or was cut off. Whoever runs Whereabouts makes a new one with “whereabouts sign-in”.',
  },
  signedOut: {
    title: 'You are not signed in',
    text: 'Whoever runs Whereabouts makes a link for you with “whereabouts sign-in”.',
  },
  notFound: { title: 'There is no such conversation', text: 'It may have been erased, or the address is mistyped.' },
}

const de: DeskWords = {
  language: 'de',
  title: 'Gespräche',
  tab: (waiting, title) => (waiting > 0 ? `(${waiting}) ${title}` : title),
  signedInAs: (name) => (name === null ? 'Angemeldet' : `Angemeldet als ${name}`),
  signOut: 'Abmelden',
  filters: {
    all: 'Alle',
    waiting: 'Warten auf einen Menschen',
    answered: 'Von einem Menschen beantwortet',
    assistant: 'Beim Assistenten',
    closed: 'Geschlossen',
  },
  filterBy: 'Anzeigen',
  empty: {
    all: {
      title: 'Noch keine Gespräche',
      text: 'Wenn jemand auf einer Sendungsseite schreibt, erscheint das Gespräch hier. Wer einen Menschen möchte, steht oben.',
    },
    waiting: {
      title: 'Niemand wartet',
      text: 'Wenn jemand einen Menschen möchte oder der Assistent nicht weiterhilft, erscheint das Gespräch sofort hier.',
    },
    answered: {
      title: 'Nichts ist offen',
      text: 'Gespräche, die ein Mensch beantwortet hat, bleiben hier, bis sie zurückgegeben oder geschlossen werden.',
    },
    assistant: {
      title: 'Der Assistent hat keine',
      text: 'Gespräche, die keinen Menschen brauchen, erscheinen hier.',
    },
    closed: { title: 'Keines ist geschlossen', text: 'Geschlossene Gespräche erscheinen hier.' },
  },
  groups: {
    waiting: 'Wartet',
    answered: 'Beantwortet',
    assistant: 'Assistent',
    closed: 'Geschlossen',
  },
  duration: (minutes) =>
    minutes < 1
      ? 'unter 1 Min.'
      : minutes < 60
        ? `${minutes} Min.`
        : minutes < 1440
          ? `${Math.floor(minutes / 60)} Std. ${minutes % 60} Min.`
          : `${Math.floor(minutes / 1440)} T. ${Math.floor((minutes % 1440) / 60)} Std.`,
  waits: (duration) => `wartet ${duration}`,
  ago: (duration) => `vor ${duration}`,
  justNow: 'gerade eben',
  unknownName: 'Kundschaft',
  takenBy: (name) => `beantwortet von ${name}`,
  by: { shopper: 'Kundschaft', assistant: 'Assistent', person: 'Ein Mensch' },
  more: 'Nächste Seite',
  gaps: 'Gefragt, und vom Shop nie gesagt',
  gapsHow: 'Der Assistent sagt, dass es ihm nicht mitgeteilt wurde. „whereabouts policies set“ teilt es ihm mit.',
  asked: (count) => (count === 1 ? 'einmal gefragt' : `${count}-mal gefragt`),
  first: 'Zurück zum Anfang',
  timesIn: (zone) => `Zeiten in ${zone}.`,

  back: 'Alle Gespräche',
  toAnswer: 'Zur Antwort',
  level: {
    L0: 'Nicht geprüft: wie eine fremde Person behandeln',
    L1: 'Hat den Link in einer Nachricht geöffnet',
    L2: 'Belegt mit Bestellnummer und E-Mail, Telefon oder Postleitzahl',
    L3: 'Hat einen zugesandten Einmalcode eingegeben',
    L4: 'Im Shop angemeldet',
  },
  proof: 'Wer es ist',
  reason: {
    asked: 'Möchte einen Menschen',
    complaint: 'Hat eine Beschwerde',
    cannot: 'Möchte etwas, das der Assistent nicht kann',
    not_understood: 'Wurde zweimal nicht verstanden',
    not_verified: 'Konnte nicht geprüft werden',
    problem: 'Mit der Lieferung stimmt etwas nicht',
    upset: 'Ist verärgert oder fragt dasselbe noch einmal',
  },
  why: 'Warum ein Mensch',
  feeling: { negative: 'Verärgert', neutral: 'Ruhig', positive: 'Freundlich' },
  mood: 'Stimmung',
  state: {
    with_assistant: 'Der Assistent hat dieses Gespräch und antwortet von selbst.',
    with_person: 'Ein Mensch hat dieses Gespräch. Der Assistent schweigt.',
    closed: 'Dieses Gespräch ist geschlossen. Wer wieder schreibt, bekommt Antwort vom Assistenten.',
  },
  transcript: 'Gespräch',
  sources: 'Aus',
  facts: 'Was bekannt ist',
  noFacts: 'Über keine Bestellung darf gesprochen werden: Es ist nicht belegt, dass eine zu dieser Person gehört.',
  lastScans: 'Letzte Scans',
  noScans: 'Kein Zusteller hat einen Scan gemeldet.',
  code: (code) => `Code ${code}`,
  tried: 'Was versucht wurde',
  nothingTried: 'Nichts, bevor nach einem Menschen gefragt wurde.',
  notUnderstood: 'Nicht verstanden',
  gaveDetails: 'Erfragte Angaben',
  outcome: {
    answered: 'Beantwortet',
    asked_back: 'Zurückgefragt',
    verified: 'Nachweis passte',
    not_verified: 'Nachweis passte nicht',
    not_understood: 'Nicht verstanden',
    cannot: 'Kann der Assistent nicht',
    handed_over: 'An einen Menschen gegeben',
    waiting: 'Einem Menschen überlassen',
    talk: 'Nebenbei',
  },
  times: (count) => `bisher ${count}-mal`,
  answer: 'Ihre Antwort',
  answerHint: (name) =>
    name === null
      ? 'Sie erscheint unter dem Namen des Shops.'
      : `Sie erscheint unter „${name}“ und dem Namen des Shops.`,
  send: 'Antwort senden',
  keys: 'Strg + Eingabe sendet',
  handBack: 'An den Assistenten zurückgeben',
  close: 'Gespräch schließen',
  draft: 'Entwurf, nicht gesendet',
  draftHint: 'Nur aus bekannten Fakten. Vor dem Senden lesen und anpassen.',
  useDraft: 'In die Antwort übernehmen',
  refused: {
    answered_meanwhile:
      'Nicht gesendet: Inzwischen hat jemand anderes geantwortet. Die Antwort steht im Gespräch, Ihre steht noch unten.',
    handed_back:
      'Nicht ausgeführt: Das Gespräch wurde inzwischen an den Assistenten zurückgegeben. Ihr Text steht noch unten.',
    closed: 'Nicht ausgeführt: Das Gespräch wurde inzwischen geschlossen. Ihr Text steht noch unten.',
    empty: 'Nichts wurde gesendet: Die Antwort ist leer.',
  },

  signIn: {
    title: 'Anmelden, um zu antworten',
    text: 'Dieser Link gilt einmal. In diesem Browser bleiben Sie 12 Stunden angemeldet.',
    button: 'Anmelden',
  },
  signInWrong: {
    title: 'Dieser Anmeldelink funktioniert nicht',
    text: 'Er wurde schon benutzt, ist älter als 15 Minuten oder wurde abgeschnitten. Wer Whereabouts betreibt, erstellt einen neuen mit „whereabouts sign-in“.',
  },
  signedOut: {
    title: 'Sie sind nicht angemeldet',
    text: 'Wer Whereabouts betreibt, erstellt einen Link für Sie mit „whereabouts sign-in“.',
  },
  notFound: {
    title: 'Dieses Gespräch gibt es nicht',
    text: 'Vielleicht wurde es gelöscht, oder die Adresse ist nicht richtig.',
  },
}

export const deskLanguages = { en, de } as const satisfies Record<string, DeskWords>

/** The nearest language the desk speaks. */
export function deskLanguageOf(tag: string): keyof typeof deskLanguages {
  const base = tag.toLowerCase().split(/[-_]/, 1)[0] ?? ''
  return Object.hasOwn(deskLanguages, base) ? (base as keyof typeof deskLanguages) : 'en'
}
