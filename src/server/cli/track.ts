import { formatLocalTime } from '../../model/index.ts'
import { setParcelCarrier, trackNumber, viewOfScan } from '../../service/index.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments, withInstallation } from './command.ts'

export const track: Command = {
  usage: 'track NUMBER [--carrier ID] [--json]',
  summary: 'shows what is known of a tracking number; --carrier says whose it is, and tracking starts again',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean', default: false },
      carrier: { type: 'string' },
    })
    const [number, ...rest] = positionals
    if (number === undefined || rest.length > 0) throw new UsageError('track takes one NUMBER')
    const { carrier: chosen } = values
    const parcels = await withInstallation(async (ctx) => {
      if (chosen !== undefined) {
        const [newest, ...older] = await trackNumber(ctx, number)
        // Of a parcel that was set right before, and what was set aside then, the first is meant.
        const parcel = [newest, ...older].find((one) => one?.chosen) ?? newest
        if (parcel) await setParcelCarrier(ctx, { id: parcel.id, carrier: chosen })
      }
      return trackNumber(ctx, number)
    })
    if (values.json) {
      printJson({
        number,
        parcels: parcels.map(({ scans, heardAt, ...parcel }) => ({
          ...parcel,
          heardAt: heardAt?.toString() ?? null,
          scans: scans.map(viewOfScan),
        })),
      })
      return
    }
    if (parcels.length === 0)
      throw new InputError(`nothing is known of ${number}: no order names it and no carrier has reported it`)
    for (const { carrier, status, heardAt, scans } of parcels) {
      print(
        `${number}  ${carrier?.name ?? 'carrier not known'}  ${status}  ${heardAt ? `as of ${heardAt.toString({ smallestUnit: 'second' })}` : 'no carrier has reported it yet'}`,
      )
      for (const scan of scans) {
        const { city, region, postal, country } = scan.place ?? {}
        const place = [city, region, postal, country].filter(Boolean).join(', ')
        print(
          `  ${formatLocalTime(scan).padEnd(20)}${(scan.status ?? `unmapped ${scan.code ?? ''}`).padEnd(36)}${[place, scan.text].filter(Boolean).join(' · ')}`,
        )
      }
    }
  },
}
