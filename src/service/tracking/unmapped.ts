import { unmappedCodes } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'

export type UnmappedCode = { readonly carrier: string | null; readonly code: string; readonly count: number }

/** Codes without a milestone, most frequent first: the queue of whoever maps them. */
export async function listUnmapped(ctx: Context): Promise<UnmappedCode[]> {
  requireScope(ctx, 'parcels:read')
  return ctx.store.as(ctx.tenant, (tx) => unmappedCodes(tx))
}
