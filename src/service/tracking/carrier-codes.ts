import type { ShippedCode } from './shipped-codes.ts'
import { type Context, carrierName, requireScope } from '../context.ts'
import { currentMappings, runsOf } from '../../store/index.ts'
import { type CodeMapping, mappingOf, requireCarrier } from './map-code.ts'

export type CarrierCodes = {
  readonly carrier: { readonly id: string; readonly name: string }
  /** The merchant's, withdrawn ones among them. */
  readonly mappings: readonly CodeMapping[]
  readonly shipped: readonly ShippedCode[]
}

/** What the codes of a carrier mean: what the merchant says, and what the connector ships. */
export async function carrierCodes(ctx: Context, carrier: string): Promise<CarrierCodes> {
  requireScope(ctx, 'settings:read')
  requireCarrier(ctx, carrier)
  const mappings = await ctx.store.as(ctx.tenant, async (tx) => {
    const runs = await runsOf(tx, carrier)
    return (await currentMappings(tx))
      .filter((mapping) => mapping.carrier === carrier)
      .map((mapping) => {
        const run = runs.find(({ code, version }) => code === mapping.code && version === mapping.version)
        return mappingOf(ctx, mapping, run ?? null)
      })
  })
  const codes = Object.entries(ctx.carriers.get(carrier)?.codes ?? {})
  return {
    carrier: { id: carrier, name: carrierName(ctx, carrier) },
    mappings,
    shipped: codes.map(([code, { status, reason, action }]) => ({ code, status, reason, action })),
  }
}
