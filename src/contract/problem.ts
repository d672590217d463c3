import { z } from 'zod'

/** RFC 9457: how every request that was refused is answered. */
export const Problem = z.object({
  type: z.string().describe('The page that explains the code'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What was wrong with this request, and what would do'),
  code: z.string().describe('For programs: one of a closed list'),
  instance: z.string().describe('`urn:uuid:` of this request, as it stands in our log'),
  errors: z
    .array(
      z.object({
        in: z.enum(['body', 'query', 'path', 'header']),
        pointer: z.string().describe('JSON pointer, such as `/scans/0/localTime`'),
        detail: z.string(),
      }),
    )
    .optional(),
})
export type Problem = z.infer<typeof Problem>
