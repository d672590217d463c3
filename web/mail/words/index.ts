import type { Language } from '../../words/index.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import type { MailWords } from './words.ts'

export type { MailWords } from './words.ts'

export const mailWords: Readonly<Record<Language, MailWords>> = { en, de, ar }
