/** Names aggregators give carriers, without case and punctuation, to our ids; the first that begins alike. */
const ids: readonly (readonly [RegExp, string])[] = [
  [/^(?:usps|stampscom|endicia|unitedstatespostal)/, 'usps'],
  [/^ups/, 'ups'],
  [/^fedex/, 'fedex'],
  [/^dhl(?:express|worldwide)/, 'mydhl'],
  [/^dhl(?:paket|parcelde|germany|de$)/, 'dhl_parcel_de'],
  [/^(?:dhl|deutschepost)/, 'dhl_universal'],
  [/^canadapost/, 'canadapost'],
  [/^purolator/, 'purolator'],
  [/^royalmail/, 'royalmail'],
  [/^(?:australiapost|auspost|eparcel|startrackaustraliapost)/, 'australiapost'],
  [/^(?:laposte|colissimo)/, 'laposte'],
  [/^chronopost/, 'chronopost'],
  [/^gls/, 'gls'],
  [/^dpd/, 'dpd'],
  [/^aramex/, 'aramex'],
  [/^amazon/, 'amazon_shipping'],
  [/^(?:evri|hermesuk)/, 'evri'],
  [/^hermes/, 'hermes_de'],
  [/^(?:lso|lonestar)/, 'lso'],
  [/^(?:ontrac|ontrax)/, 'ontrac'],
  [/^(canpar|inpost|lasership|loomis|parcelforce|sendle|speedee|startrack|tnt|yanwen|yodel)/, ''],
]

/** The carrier an aggregator answers for: our id, or the name as sent where it is none of ours. */
export function carrierNamed(name: string | undefined): string | undefined {
  const key = name?.toLowerCase().replaceAll(/[^a-z0-9]/g, '') ?? ''
  for (const [pattern, id] of ids) {
    const [begin, own] = pattern.exec(key) ?? []
    if (begin !== undefined) return id || own
  }
  return name?.trim() || undefined
}
