import { recognition } from '../../recognition/index.ts'

/** How sure the shape of a number makes us that it is UPS's. */
export function recogniseUps(number: string): number {
  const found = recognition.recognise(number).find(({ carrier }) => carrier === 'ups')
  if (found) return found.score
  // Freight, InfoNotice and Mail Innovations numbers have nothing but their length.
  const bare = number.replaceAll(/[\s-]/g, '')
  return /^(?:\d{9}|\d{10}|\d{12}|\d{18}|\d{26})$/.test(bare) ? 0.1 : 0
}
