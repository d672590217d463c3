/** What the invented shop sells. Prices in euro cents. */
export const products = {
  readingLamp: { title: 'Reading lamp Taunus', sku: 'LO-RL', priceMinor: 8_900, picture: 'reading-lamp' },
  floorLamp: { title: 'Floor lamp Rhön', sku: 'LO-FL', priceMinor: 18_900, picture: 'floor-lamp' },
  pendant: { title: 'Pendant lamp Nidda', sku: 'LO-PL', priceMinor: 12_900, picture: 'pendant' },
  sideTable: { title: 'Side table Eiche', sku: 'LO-ST', priceMinor: 14_500, picture: 'side-table' },
  stool: { title: 'Stool Spessart', sku: 'LO-SL', priceMinor: 7_900, picture: 'stool' },
  shelf: { title: 'Wall shelf Lahn', sku: 'LO-WS', priceMinor: 6_500, picture: 'shelf' },
} as const

export type Product = (typeof products)[keyof typeof products]
