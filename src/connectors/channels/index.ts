import { mail } from './mail/index.ts'

/** Every way to reach a person there is: one line each. */
export const channels = { mail } as const
