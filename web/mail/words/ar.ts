import type { MailWords } from './words.ts'

/** Keeps a foreign name or number in one piece within a right-to-left sentence. */
const own = (text: string) => `\u2068${text}\u2069`

export const ar: MailWords = {
  received: (shop) => `وصل طلبك إلى ${own(shop)}`,
  receivedSubject: (number, shop) => `طلبك ${own(number)} من ${own(shop)}`,
  lateTitle: 'طلبك متأخر',
  lateSubject: (number) => `طلبك ${own(number)} متأخر`,
  notArrived: 'لم يصل بعد.',
  notShipped: 'لم يُشحن بعد',
  follow: 'تابع طلبك',
  asItWas: (time) => `هكذا كان الحال في ${own(time)}. الرابط يعرض الحال الآن.`,
  codeTitle: 'رمزك',
  codeSubject: (shop) => `رمزك لدى ${own(shop)}`,
  codeFor: (number) => `به تثبت أن الطلب ${own(number)} طلبك.`,
  codeUntil: (time) => `يصلح مرة واحدة، حتى ${own(time)}.`,
  codeKeep: 'لا تعطه لأحد. وإن لم تطلبه فلا حاجة إلى فعل أي شيء.',
  why: (shop) => `تصلك هذه الرسالة بسبب طلبك من ${own(shop)}.`,
  whyCode: (number) => `تصلك هذه الرسالة لأن رمزًا طُلب للطلب ${own(number)}.`,
  stop: 'لا أريد رسائل أخرى عن طلباتي',
}
