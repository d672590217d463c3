import type { Language } from './index.ts'

/** What is said around proving who asks; apart from the other words because no script needs them. */
type ProofWords = {
  readonly title: string
  readonly intro: string
  readonly send: string
  readonly sendAgain: string
  readonly sent: string
  readonly wrong: string
  readonly paused: string
  readonly wait: string
  readonly code: string
  readonly open: string
  readonly shownUntil: (time: string) => string
  readonly address: string
  readonly noAddress: string
  readonly orders: string
  readonly noOrders: string
  /** How long it has stood so, for a tracking number alone. */
  readonly since: (day: string) => string
  /** Under what a tracking number alone shows. */
  readonly more: string
}

export const proofWords = {
  en: {
    title: 'Full address and your other orders',
    intro: 'To see them here, have a code sent to the e-mail address given with this order.',
    send: 'Get a code',
    sendAgain: 'Get a new code',
    sent: 'If we have an e-mail address with this order, a code is on its way. It can be used once, for ten minutes.',
    wrong: 'That code does not fit, or it can no longer be used. Check it, or have a new one sent.',
    paused: 'We can send no further code right now.',
    wait: 'After many tries we pause for a while. Please wait before you try again.',
    code: 'Code from the e-mail',
    open: 'Show them',
    shownUntil: (time) => `Shown until ${time}.`,
    address: 'Delivery address',
    noAddress: 'The shop gave no delivery address.',
    orders: 'Your other orders',
    noOrders: 'There are no other orders.',
    since: (day) => `Since ${day}`,
    more: 'A tracking number alone shows no more. For everything else, enter your order number with the e-mail address, phone number or postcode you ordered with.',
  },
  de: {
    title: 'Vollständige Adresse und Ihre anderen Bestellungen',
    intro:
      'Um sie hier zu sehen, lassen Sie einen Code an die E-Mail-Adresse senden, die bei dieser Bestellung angegeben ist.',
    send: 'Code senden',
    sendAgain: 'Neuen Code senden',
    sent: 'Wenn zu dieser Bestellung eine E-Mail-Adresse vorliegt, ist ein Code unterwegs. Er gilt einmal, zehn Minuten lang.',
    wrong: 'Dieser Code passt nicht oder gilt nicht mehr. Prüfen Sie ihn oder lassen Sie einen neuen senden.',
    paused: 'Gerade können wir keinen weiteren Code senden.',
    wait: 'Nach vielen Versuchen machen wir eine Pause. Bitte warten Sie, bevor Sie es noch einmal versuchen.',
    code: 'Code aus der E-Mail',
    open: 'Anzeigen',
    shownUntil: (time) => `Sichtbar bis ${time}.`,
    address: 'Lieferadresse',
    noAddress: 'Der Shop hat keine Lieferadresse angegeben.',
    orders: 'Ihre anderen Bestellungen',
    noOrders: 'Es gibt keine anderen Bestellungen.',
    since: (day) => `Seit ${day}`,
    more: 'Mehr zeigt eine Sendungsnummer allein nicht. Für alles Weitere geben Sie Ihre Bestellnummer mit der E-Mail-Adresse, Telefonnummer oder Postleitzahl der Bestellung ein.',
  },
  ar: {
    title: 'العنوان الكامل وطلباتك الأخرى',
    intro: 'لعرضها هنا، اطلب إرسال رمز إلى البريد الإلكتروني المسجل مع هذا الطلب.',
    send: 'إرسال رمز',
    sendAgain: 'إرسال رمز جديد',
    sent: 'إن كان لدينا بريد إلكتروني مع هذا الطلب فقد أُرسل إليه رمز. يُستخدم مرة واحدة خلال عشر دقائق.',
    wrong: 'هذا الرمز غير مطابق أو لم يعد صالحًا. راجعه أو اطلب رمزًا جديدًا.',
    paused: 'لا يمكننا إرسال رمز آخر الآن.',
    wait: 'نتوقف قليلًا بعد محاولات كثيرة. انتظر قبل أن تحاول مرة أخرى.',
    code: 'الرمز من البريد الإلكتروني',
    open: 'عرض',
    shownUntil: (time) => `معروض حتى \u2068${time}\u2069.`,
    address: 'عنوان التوصيل',
    noAddress: 'لم يذكر المتجر عنوانًا للتوصيل.',
    orders: 'طلباتك الأخرى',
    noOrders: 'لا توجد طلبات أخرى.',
    since: (day) => `منذ ${day}`,
    more: 'لا يعرض رقم التتبع وحده أكثر من ذلك. لمعرفة المزيد، أدخل رقم طلبك مع البريد الإلكتروني أو رقم الهاتف أو الرمز البريدي الذي طلبت به.',
  },
} as const satisfies Record<Language, ProofWords>
