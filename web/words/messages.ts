import type { Language } from './index.ts'

export const messageKinds = [
  'linkExpired',
  'linkWrong',
  'lookUpFailed',
  'numberUnknown',
  'notFound',
  'tryLater',
  'tooMany',
  'broken',
] as const
export type MessageKind = (typeof messageKinds)[number]

type Messages = Readonly<Record<MessageKind, { readonly title: string; readonly text: string; readonly next: string }>>

/** The pages that say why there is no order to show; apart from the other words because no script needs them. */
export const messages = {
  en: {
    linkExpired: {
      title: 'This link has expired',
      text: 'Links to an order only work for a while, so that nobody else can follow it.',
      next: 'Open the newest message about your order, or ask the shop for a new link.',
    },
    linkWrong: {
      title: 'This link does not work',
      text: 'It may have been cut off when it was copied.',
      next: 'Open it again from your message, or copy all of it.',
    },
    lookUpFailed: {
      title: 'We could not find that order',
      text: 'The order number and the other detail have to belong together.',
      next: 'Check both against your confirmation and try again.',
    },
    numberUnknown: {
      title: 'We know nothing of that number',
      text: 'As a tracking number it is not among the parcels we follow.',
      next: 'Check it. If it is an order number, add the e-mail address, phone number or postcode you ordered with.',
    },
    notFound: {
      title: 'There is nothing here',
      text: 'The address may be mistyped or out of date.',
      next: 'Use the link in the message about your order.',
    },
    tryLater: {
      title: 'Please try again in a moment',
      text: 'We cannot reach our records right now. Nothing about your order is lost.',
      next: 'Reload this page in a minute.',
    },
    tooMany: {
      title: 'That was a lot of tries',
      text: 'To keep orders safe we pause after many tries in a row.',
      next: 'Wait a few minutes and try again.',
    },
    broken: {
      title: 'Something went wrong on our side',
      text: 'Your order is not affected.',
      next: 'Reload this page. If it stays like this, write to the shop.',
    },
  },
  de: {
    linkExpired: {
      title: 'Dieser Link ist abgelaufen',
      text: 'Links zu einer Bestellung gelten nur eine Weile, damit niemand sonst ihr folgen kann.',
      next: 'Öffnen Sie die neueste Nachricht zu Ihrer Bestellung oder bitten Sie den Shop um einen neuen Link.',
    },
    linkWrong: {
      title: 'Dieser Link funktioniert nicht',
      text: 'Vielleicht wurde er beim Kopieren abgeschnitten.',
      next: 'Öffnen Sie ihn noch einmal aus Ihrer Nachricht oder kopieren Sie ihn ganz.',
    },
    lookUpFailed: {
      title: 'Wir konnten diese Bestellung nicht finden',
      text: 'Die Bestellnummer und die zweite Angabe müssen zusammengehören.',
      next: 'Vergleichen Sie beides mit Ihrer Bestätigung und versuchen Sie es noch einmal.',
    },
    numberUnknown: {
      title: 'Zu dieser Nummer wissen wir nichts',
      text: 'Als Sendungsnummer gehört sie zu keinem Paket, das wir verfolgen.',
      next: 'Prüfen Sie sie. Ist es eine Bestellnummer, geben Sie auch die E-Mail-Adresse, Telefonnummer oder Postleitzahl der Bestellung an.',
    },
    notFound: {
      title: 'Hier ist nichts',
      text: 'Die Adresse ist vielleicht vertippt oder veraltet.',
      next: 'Verwenden Sie den Link aus der Nachricht zu Ihrer Bestellung.',
    },
    tryLater: {
      title: 'Bitte versuchen Sie es gleich noch einmal',
      text: 'Wir erreichen unsere Daten gerade nicht. Von Ihrer Bestellung geht nichts verloren.',
      next: 'Laden Sie diese Seite in einer Minute neu.',
    },
    tooMany: {
      title: 'Das waren viele Versuche',
      text: 'Zum Schutz der Bestellungen machen wir nach vielen Versuchen eine Pause.',
      next: 'Warten Sie ein paar Minuten und versuchen Sie es noch einmal.',
    },
    broken: {
      title: 'Bei uns ist etwas schiefgegangen',
      text: 'Ihre Bestellung ist davon nicht betroffen.',
      next: 'Laden Sie diese Seite neu. Bleibt es so, schreiben Sie dem Shop.',
    },
  },
  ar: {
    linkExpired: {
      title: 'انتهت صلاحية هذا الرابط',
      text: 'تعمل روابط الطلبات لمدة محدودة حتى لا يتتبعها غيرك.',
      next: 'افتح أحدث رسالة عن طلبك، أو اطلب من المتجر رابطًا جديدًا.',
    },
    linkWrong: {
      title: 'هذا الرابط لا يعمل',
      text: 'ربما نُسخ ناقصًا.',
      next: 'افتحه مرة أخرى من رسالتك، أو انسخه كاملًا.',
    },
    lookUpFailed: {
      title: 'لم نجد هذا الطلب',
      text: 'يجب أن يتوافق رقم الطلب مع المعلومة الأخرى.',
      next: 'راجع الاثنين في رسالة التأكيد وحاول مرة أخرى.',
    },
    numberUnknown: {
      title: 'لا نعرف شيئًا عن هذا الرقم',
      text: 'كرقم تتبع، ليس بين الطرود التي نتابعها.',
      next: 'راجع الرقم. وإن كان رقم طلب فأضف البريد الإلكتروني أو رقم الهاتف أو الرمز البريدي الذي طلبت به.',
    },
    notFound: {
      title: 'لا شيء هنا',
      text: 'ربما كُتب العنوان خطأ أو صار قديمًا.',
      next: 'استخدم الرابط الموجود في رسالة طلبك.',
    },
    tryLater: {
      title: 'حاول مرة أخرى بعد قليل',
      text: 'لا يمكننا الوصول إلى سجلاتنا الآن. لم يضع شيء من طلبك.',
      next: 'أعد تحميل هذه الصفحة بعد دقيقة.',
    },
    tooMany: {
      title: 'محاولات كثيرة',
      text: 'لحماية الطلبات نتوقف قليلًا بعد محاولات كثيرة متتالية.',
      next: 'انتظر بضع دقائق ثم حاول مرة أخرى.',
    },
    broken: {
      title: 'حدث خطأ من جهتنا',
      text: 'لم يتأثر طلبك.',
      next: 'أعد تحميل هذه الصفحة. وإن بقي الأمر هكذا فراسل المتجر.',
    },
  },
} as const satisfies Record<Language, Messages>
