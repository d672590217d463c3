const from = Temporal.Instant.from('2018-01-01T00:00:00Z')
const to = Temporal.Instant.from('2032-01-01T00:00:00Z')

const found = new Map<string, string>()

/** What a zone's clocks show and showed since 2018: two zones with the same text never differ for a scan. */
export function clockOf(zone: string): string {
  const held = found.get(zone)
  if (held !== undefined) return held
  const offsets: string[] = []
  let at: Temporal.ZonedDateTime | null = from.toZonedDateTimeISO(zone)
  while (at && Temporal.Instant.compare(at.toInstant(), to) < 0) {
    offsets.push(`${at.epochMilliseconds}${at.offset}`)
    at = at.getTimeZoneTransition('next')
  }
  const clock = offsets.join(' ')
  found.set(zone, clock)
  return clock
}

/** The zones that CLDR gives to a country. China's second is left out: by law, and so in its posts, all of China keeps Beijing's time. */
export function zonesOf(country: string): readonly string[] {
  const zones = new Intl.Locale(`und-${country}`).getTimeZones() ?? []
  return country === 'CN' ? zones.filter((zone) => zone !== 'Asia/Urumqi') : zones
}
