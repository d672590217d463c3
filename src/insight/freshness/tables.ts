import { ages, lags, phases, slotsOfDay, stretchesOfWeek } from './scales.ts'

/** Where in a habit's numbers each table starts; `seen` are events, `expected` is what flat factors would have seen. */
export const tables = layOut({
  ageSeen: ages,
  ageExpected: ages,
  weekSeen: stretchesOfWeek,
  weekExpected: stretchesOfWeek,
  daySeen: slotsOfDay,
  dayExpected: slotsOfDay,
  phaseSeen: phases,
  phaseExpected: phases,
  lagSeen: lags,
})

function layOut<Name extends string>(sizes: Readonly<Record<Name, number>>): Record<Name | 'size', number> {
  let size = 0
  const starts: Partial<Record<Name | 'size', number>> = {}
  for (const name of Object.keys(sizes) as Name[]) {
    starts[name] = size
    size += sizes[name]
  }
  return { ...starts, size } as Record<Name | 'size', number>
}
