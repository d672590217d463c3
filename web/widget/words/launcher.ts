/** What the button says before the words of a language are loaded. */
export const launcher = {
  en: { title: 'Order assistant', failed: 'No connection. Try again' },
  de: { title: 'Bestell-Assistent', failed: 'Keine Verbindung. Noch einmal' },
  ar: { title: 'مساعد الطلبات', failed: 'لا اتصال. أعد المحاولة' },
} as const
