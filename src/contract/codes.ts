import { z } from 'zod'
import { actors, allStatuses, reasonParties } from '../model/index.ts'

const instant = z.iso.datetime().describe('RFC 3339 instant in UTC')
const text = (max: number) => z.string().trim().min(1).max(max)
const reason = z.object({ party: z.enum(reasonParties), code: text(64) })
const action = z.object({ by: z.enum(actors), what: text(200) })

/** What a merchant says a code means. */
export const MappingRequest = z.strictObject({
  status: text(64)
    .nullable()
    .describe('One of the statuses a scan can have; null where the code tells nothing of where the parcel is')
    .meta({ examples: ['attempt_failed/not_home'] }),
  reason: reason.nullable().optional(),
  action: action.nullable().optional(),
  override: z.boolean().optional().describe("Also where the connector's own table has a meaning; false if left out"),
})
export type MappingRequest = z.infer<typeof MappingRequest>

const meaning = {
  status: z
    .enum(allStatuses as [string, ...string[]])
    .nullable()
    .describe('Null where it tells nothing of where the parcel is'),
  reason: reason.nullable(),
  action: action.nullable(),
}
const ShippedCode = z.object({
  code: z.string().describe('As the table names it: the code of its scans, or behind what else decides (`X/A6`)'),
  ...meaning,
})

export const CodeMapping = z.object({
  carrier: z.string(),
  code: z.string().describe('As scans have it'),
  version: z.int(),
  changedAt: instant,
  changedBy: z.string().describe('`operator`, or `api_key` and its id'),
  meaning: z.object(meaning).nullable().describe('Null where it was withdrawn'),
  override: z.boolean(),
  shipped: z.array(ShippedCode).describe("What the connector's own table has for the code"),
  note: z.string().nullable(),
  history: z
    .object({
      parcels: z.int().describe('With scans of the code; 0 until they are counted'),
      changed: z.int().describe('Of them, those whose state is another now'),
      finishedAt: instant.nullable().describe('Null while their scans are being read again'),
    })
    .nullable(),
})

export const CarrierCodes = z.object({
  carrier: z.object({ id: z.string(), name: z.string() }),
  mappings: z.array(CodeMapping).describe('Yours, withdrawn ones among them'),
  shipped: z.array(ShippedCode).describe("The connector's own"),
})

/** The queue of codes nobody has given a meaning yet. */
export const Unmapped = z.object({
  items: z.array(
    z.object({
      carrier: z.string().nullable(),
      code: z.string(),
      count: z.int().describe('Scans'),
      parcels: z.int(),
      firstSeen: instant.describe('When it was first received'),
      lastSeen: instant,
      examples: z.array(z.string()).describe('At most three of its texts; what may be personal is left out'),
      suggestions: z
        .array(
          z.object({
            status: z.enum(allStatuses as [string, ...string[]]),
            score: z.number().describe('How alike the texts are, from 0 to 1; not a probability'),
            because: z.string().describe('What it is like'),
          }),
        )
        .describe('Best first, each of another milestone; never applied by themselves'),
    }),
  ),
})
