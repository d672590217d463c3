import { ar } from '../../words/ar.ts'
import type { WidgetWords } from './words.ts'

export const words = {
  ...ar,
  widget: {
    intro: 'أخبرك أين طلبك ومتى يصل وماذا فيه. جهّز رقم طلبك.',
    whereIs: (number) => `أين طلبي \u2068${number}\u2069؟`,
    close: 'إغلاق',
    startOver: 'البدء من جديد',
    startAgain: 'البدء من جديد',
    offline: 'لا يوجد اتصال. نحتفظ برسالتك ونرسلها عند عودته.',
    busy: 'المساعد مشغول الآن. نحتفظ برسالتك ونرسلها بعد قليل.',
    shut: 'لا يمكن الوصول إلى المساعد من هذه الصفحة الآن.',
    over: 'انتهت هذه المحادثة. يمكنك البدء من جديد.',
    waiting: 'محفوظة هنا إلى أن يمكن إرسالها.',
    refused: 'لم تُرسل: انتهت المحادثة.',
    personOf: (shop) => `شخص من \u2068${shop}\u2069`,
    lastScan: 'آخر مسح',
    openPage: 'افتح صفحة التتبع',
    notOpened: 'لم تُفتح صفحة التتبع. حاول مرة أخرى.',
  },
} satisfies WidgetWords
