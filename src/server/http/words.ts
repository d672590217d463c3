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
  /** This language, in itself. */
  readonly itself: string
  /** Names the links to the other languages. */
  readonly others: string
  readonly demo: string
}

const en: PageWords = {
  title: 'Where is my order?',
  intro:
    'See where your order is and when it should arrive, and ask about it. You need what stands in your confirmation. A tracking number alone shows how far the parcel is.',
  number: 'Order number or tracking number',
  numberHint: 'such as #1001',
  proof: 'E-mail, phone or postcode',
  proofHint: 'the one you ordered with; leave it empty for a tracking number',
  find: 'Find my order',
  again: 'Look up an order',
  api: 'For shops: the API',
  itself: 'English',
  others: 'Language',
  demo: 'Try it in the demo shop',
}

const de: PageWords = {
  title: 'Wo ist meine Bestellung?',
  intro:
    'Sehen Sie, wo Ihre Bestellung ist und wann sie ankommen soll, und fragen Sie danach. Was Sie brauchen, steht in Ihrer Bestätigung. Eine Sendungsnummer allein zeigt, wie weit das Paket ist.',
  number: 'Bestell- oder Sendungsnummer',
  numberHint: 'etwa #1001',
  proof: 'E-Mail, Telefon oder Postleitzahl',
  proofHint: 'wie bei der Bestellung angegeben; für eine Sendungsnummer leer lassen',
  find: 'Bestellung finden',
  again: 'Bestellung suchen',
  api: 'Für Shops: die API',
  demo: 'Im Demo-Laden ausprobieren',
  itself: 'Deutsch',
  others: 'Sprache',
}

const ar: PageWords = {
  title: 'أين طلبي؟',
  intro:
    'اعرف أين طلبك ومتى يُتوقع وصوله، واسأل عنه. ما تحتاج إليه موجود في رسالة التأكيد. رقم التتبع وحده يعرض أين وصل الطرد في رحلته.',
  number: 'رقم الطلب أو رقم التتبع',
  numberHint: 'مثل ‎#1001',
  proof: 'البريد الإلكتروني أو الهاتف أو الرمز البريدي',
  proofHint: 'كما ورد في الطلب؛ اتركه فارغًا لرقم التتبع',
  find: 'ابحث عن طلبي',
  again: 'البحث عن طلب',
  api: 'للمتاجر: واجهة البرمجة',
  demo: 'جرّبه في المتجر التجريبي',
  itself: 'العربية',
  others: 'اللغة',
}

const words: Readonly<Record<string, PageWords>> = { en, de, ar }

/** The languages pages are made in, whatever the assistant was taught. */
export const pageLanguages = Object.keys(words)

export const wordsOf = (language: string): PageWords => words[language.split('-')[0] ?? ''] ?? en
