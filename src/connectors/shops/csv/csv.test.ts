import { describe, expect, it } from 'vitest'
import { csv } from './index.ts'

const now = Temporal.Instant.from('2026-11-21T12:00:00Z')
const read = (file: string, map: Record<string, string> = {}) => {
  const read = csv.read(file, { map, now })
  if (!read.ok) throw new Error(`${read.failure.code}: ${read.failure.message}`)
  return read.value
}
const orders = (file: string, map: Record<string, string> = {}) => {
  const { orders, rejected } = read(file, map)
  if (rejected.length > 0) throw new Error(JSON.stringify(rejected))
  return orders.map(({ order }) => order)
}

/** One order of one line, with some cells changed or added. */
const table = (changes: Record<string, string> = {}) => {
  const row = {
    'Order number': '1001',
    'Placed at': '2026-11-20T08:00:00Z',
    Item: 'Lamp',
    Quantity: '1',
    Price: '39.90',
    Currency: 'EUR',
    ...changes,
  }
  const cells = Object.values(row).map((cell) => `"${cell.replaceAll('"', '""')}"`)
  return `${Object.keys(row).join(',')}\n${cells.join(',')}\n`
}
const reasons = (changes: Record<string, string>) => read(table(changes)).rejected.map(({ reason }) => reason)

describe('a CSV of orders', () => {
  it('is one order for each number, one line for each row, one parcel for each tracking number', () => {
    const file = [
      'Order Number,Created At,Email,First Name,Last Name,Address,City,Zip,Country,Item,SKU,Qty,Price,Currency,Total,Tracking Number,Carrier,Promised Date',
      '#1001,2026-11-18T09:30:00+01:00,mira@example.com,Mira,Okafor,Lindenallee 12,Berlin,10115,Germany,"Lamp, blue",LAMP-B,2,39.90,EUR,117.30,1ZW4R7F10300000019,UPS,2026-11-24',
      '#1001,2026-11-18T09:30:00+01:00,mira@example.com,Mira,Okafor,Lindenallee 12,Berlin,10115,Germany,Shade,SHADE,1,37.50,EUR,117.30,,,2026-11-24',
      '#1002,2026-11-19T10:00:00Z,li@example.com,Li,Wen,1 Main St,Austin,78701,US,Clock,CLOCK,1,20,EUR,20,,,',
    ].join('\n')
    const [first, second] = orders(file)
    expect(first).toMatchObject({
      number: '#1001',
      state: 'open',
      payment: 'unknown',
      customer: { email: 'mira@example.com', firstName: 'Mira', lastName: 'Okafor', phone: null },
      shippingAddress: {
        name: 'Mira Okafor',
        lines: ['Lindenallee 12'],
        city: 'Berlin',
        postal: '10115',
        country: 'DE',
      },
      total: { minor: 11730, currency: 'EUR' },
      lines: [
        { external: 'LAMP-B', title: 'Lamp, blue', quantity: 2, unitPrice: { minor: 3990, currency: 'EUR' } },
        { external: 'SHADE', title: 'Shade', quantity: 1 },
      ],
      shipments: [
        {
          number: '1ZW4R7F10300000019',
          carrierText: 'UPS',
          state: 'shipped',
          lines: [{ external: 'LAMP-B', quantity: 2 }],
        },
      ],
    })
    expect(first?.placedAt.toString()).toBe('2026-11-18T08:30:00Z')
    expect(first?.promised?.toString()).toBe('2026-11-24')
    expect(second).toMatchObject({ number: '#1002', shipments: [], promised: null })
  })

  it('counts as changed when it is read, unless a column says when', () => {
    expect(orders(table())[0]?.updatedAt).toEqual(now)
    expect(orders(table({ 'Updated at': '2026-11-20T09:00:00Z' }))[0]?.updatedAt.toString()).toBe(
      '2026-11-20T09:00:00Z',
    )
  })

  it('shows which header was taken for what, and what was assumed', () => {
    expect(read(table({ Colour: 'red' })).fields).toEqual({
      number: 'Order number',
      placedAt: 'Placed at',
      title: 'Item',
      quantity: 'Quantity',
      price: 'Price',
      currency: 'Currency',
      updatedAt: '(when the file is read)',
      zone: '(UTC, for times without an offset)',
      total: '(sum of quantity × price)',
    })
  })

  it.each([
    ['semicolons', ';', '\n'],
    ['tabs and Windows line ends', '\t', '\r\n'],
    ['bars', '|', '\n'],
  ])('may be parted by %s, with a byte order mark', (_what, sign, end) => {
    const file = ['Order number,Placed at,Item,Quantity,Price,Currency', '1001,2026-11-20,"Lamp, ""blue""",1,39.90,EUR']
      .map((row) => row.replace('"Lamp, ""blue"""', '"Lamp~ ""blue"""').replaceAll(',', sign).replace('~', ','))
      .join(end)
    expect(orders(`\uFEFF${file}`)[0]?.lines[0]?.title).toBe('Lamp, "blue"')
  })

  it('reads a Shopify export as it comes, where only the first row of an order is full', () => {
    const file = `Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Total,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Street,Shipping City,Shipping Zip,Shipping Country,Notes,Cancelled at,Id
#2001,ana@example.com,partially_refunded,2026-11-18 04:22:33 -0400,fulfilled,,USD,50.00,5.00,55.00,Standard,2026-11-18 04:22:33 -0400,1,Mug,20.00,MUG,Ana Silva,1 Main St,Austin,'01234,US,Leave at the door,,5551
#2001,ana@example.com,,,,,,,,,,2026-11-18 04:22:33 -0400,2,Bowl,15.00,BOWL,,,,,,,,
#2002,bo@example.com,refunded,,,,USD,9.00,0.00,9.00,Standard,2026-11-18 04:22:33 -0400,1,Cup,9.00,CUP,Bo Li,2 Main St,Austin,78701,US,,2026-11-18 05:00:00 -0400,5552
`
    const [first, second] = orders(file)
    expect(first).toMatchObject({
      external: '5551',
      number: '#2001',
      payment: 'partially_refunded',
      total: { minor: 5500, currency: 'USD' },
      shippingAddress: { postal: '01234' },
      instructions: 'Leave at the door',
      lines: [{ title: 'Mug' }, { title: 'Bowl', quantity: 2 }],
    })
    expect(first?.placedAt.toString()).toBe('2026-11-18T08:22:33Z')
    expect(second).toMatchObject({ state: 'cancelled', payment: 'refunded', lines: [{ quantity: 0, ordered: 1 }] })
  })

  it('reads a WooCommerce export; its currency and time zone have to be told', () => {
    const file = `Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),Postcode (Shipping),Country Code (Shipping),Shipping Method Title,Order Total Amount,SKU,Item #,Item Name,Quantity,Item Cost
301,Processing,2026-11-18 10:22,,Ana,Silva,ana@example.com,555,Ana,Silva,1 Main St,Lisboa,1000-001,PT,Flat rate,"55,00",MUG,1,Mug,1,"55,00"
`
    expect(csv.read(file, { map: {}, now })).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', message: expect.stringMatching(/no column for currency;/) },
    })
    const [order] = orders(file, { currency: '=EUR', zone: '=Europe/Lisbon' })
    expect(order).toMatchObject({
      number: '301',
      state: 'open',
      payment: 'paid',
      total: { minor: 5500, currency: 'EUR' },
      lines: [{ sku: 'MUG' }],
    })
    expect(order?.placedAt.toString()).toBe('2026-11-18T10:22:00Z')
  })

  it('takes what the merchant maps over what it would have guessed', () => {
    const file = 'Ref,Order number,When,Item,Quantity,Price\nA-7,1001,2026-11-20,Lamp,1,39.90\n'
    const [order] = orders(file, { number: 'Ref', placedAt: 'when', currency: '=eur' })
    expect(order).toMatchObject({ number: 'A-7', total: { minor: 3990, currency: 'EUR' } })
  })

  it.each([
    [{ nonsense: 'Item' }, 'UNKNOWN_FIELD', /no field "nonsense"; fields are number, /],
    [{ number: 'Reference' }, 'UNKNOWN_HEADER', /no column "Reference" for number; the file has "Order number"/],
  ])('refuses the map %j and says what would do', (map, code, words) => {
    expect(csv.read(table(), { map, now })).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', code, message: expect.stringMatching(words) },
    })
  })

  it('reads again from its slice', () => {
    for (const { order, slice } of read(table({ 'Tracking number': '1Z1', SKU: 'L' })).orders) {
      expect(csv.reread(JSON.parse(JSON.stringify(slice)))).toEqual({ ok: true, value: order })
    }
    for (const slice of [null, {}, { rows: [] }, { rows: [{ line: 1, cells: {} }], decimal: null, readAt: 'now' }]) {
      expect(csv.reread(slice)).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    }
  })
})

describe('a rejected row', () => {
  it('names its line, quoted line breaks and blank lines counted, and what is wrong', () => {
    const file = `Order number,Placed at,Item,Quantity,Price,Currency
1001,2026-11-20,"Lamp
in blue",1,39.90,EUR

,2026-11-20,Shade,1,5.00,EUR
1002,2026-11-20,Clock,1.5,5.00,EUR
1003,2026-11-20,Cup,1,5.00,EUR,surplus
1004,2026-11-20,Bowl,1,5.00,ABX
`
    expect(read(file)).toMatchObject({
      orders: [{ order: { number: '1001' } }],
      rejected: [
        { line: 5, reason: 'no order number' },
        { line: 6, reason: 'order 1002: quantity "1.5" is not a whole number' },
        { line: 7, reason: '7 cells where the header has 6' },
        { line: 8, reason: 'order 1004: currency "ABX" is not one of ISO 4217' },
      ],
    })
  })

  it('takes the other rows of its order with it', () => {
    const file =
      'Order number,Placed at,Item,Quantity,Price,Currency\n1,2026-11-20,Lamp,1,5,EUR\n1,2026-11-20,Cup,many,5,EUR\n'
    expect(read(file)).toMatchObject({
      orders: [],
      rejected: [{ line: 3, reason: expect.stringContaining('quantity "many"') }],
    })
  })

  it('names the lines where one order has two customers, and neither customer', () => {
    const file =
      'Order number,Placed at,Item,Quantity,Price,Currency,Email\n1,2026-11-20,Lamp,1,5,EUR,a@example.com\n1,2026-11-20,Cup,1,5,EUR,b@example.com\n'
    expect(read(file)).toMatchObject({
      orders: [],
      rejected: [{ line: 3, reason: 'order 1: lines 2 and 3 contradict each other in email' }],
    })
  })

  it.each([
    [{ 'Placed at': '03/04/2026' }, /"03\/04\/2026" can be 2026-04-03 or 2026-03-04; write it as one of these/],
    [{ 'Placed at': '1970-01-01' }, /before 1995, which is not plausible/],
    [{ 'Placed at': '2026-11-24' }, /more than two days ahead/],
    [{ 'Placed at': '2026-02-30' }, /does not exist/],
    [{ 'Placed at': 'yesterday' }, /"yesterday" is not readable; write it as/],
    [{ 'Placed at': '' }, /no date that says when it was placed/],
    [{ Item: '' }, /no lines/],
    [{ Quantity: '' }, /no quantity/],
    [{ Quantity: '-1' }, /not a whole number/],
    [{ Quantity: '0' }, /quantity 0/],
    [{ Currency: '' }, /no currency/],
    [{ Price: '1,234' }, /can be 1\.234 or 1234; write it with two decimals/],
    [{ Price: 'free' }, /not a number/],
    [{ Price: 'USD 5.00' }, /another currency than EUR/],
    [{ Price: '' }, /neither a total nor a price/],
    [{ Email: 'nobody' }, /e-mail/],
    [{ Status: 'constructor' }, /status "constructor" is not known; known are open/],
    [{ 'Promised date': '2020-01-01' }, /before it was placed/],
    [
      { 'Tracking number': '1ZW4R7F10300000019, 1ZW4R7F10300000028' },
      /several tracking numbers; write a row for each parcel/,
    ],
    [{ 'Time zone': 'Mars/Base', 'Placed at': '2026-11-20 08:00' }, /neither a name such as Europe\/Berlin/],
  ])('%j says why', (changes, words) => {
    expect(reasons(changes)).toEqual([expect.stringMatching(words)])
  })
})

describe('a cell', () => {
  it.each([
    ['13/04/2026', '2026-04-13'],
    ['04/13/2026', '2026-04-13'],
    ['04/04/2026', '2026-04-04'],
    ['13.04.2026', '2026-04-13'],
    ['3.4.2026', '2026-04-03'],
    ['2026/04/13', '2026-04-13'],
    ['13 April 2026', '2026-04-13'],
    ['Apr 13, 2026', '2026-04-13'],
    ['Mon, 13 Apr 2026 10:00:00 GMT', '2026-04-13'],
    ['April 13, 2026 @ 10:15 pm', '2026-04-13'],
  ])('%s is %s', (cell, day) => {
    expect(
      orders(table({ 'Placed at': cell }))[0]
        ?.placedAt.toString()
        .slice(0, 10),
    ).toBe(day)
  })

  it.each([
    ['39.90', 3990],
    ['39,90', 3990],
    ['1.234,50', 123450],
    ['1,234.50', 123450],
    ["1'234.50", 123450],
    ['€ 39,90', 3990],
    ['39.90 EUR', 3990],
    ['39', 3900],
    ['39.995', undefined],
  ])('amount %s is %s minor units', (cell, minor) => {
    expect(read(table({ Price: cell })).orders[0]?.order.total.minor).toBe(minor)
  })

  it('with thousands or decimals is read as the rest of the file writes them', () => {
    const file = (other: string) =>
      `Order number;Placed at;Item;Quantity;Price;Currency\n1;2026-11-20;Lamp;1;1.234;EUR\n2;2026-11-20;Cup;1;${other};EUR\n`
    expect(orders(file('5,50'))[0]?.total.minor).toBe(123400)
    expect(orders(file('5.50'))[0]?.total.minor).toBe(123)
  })

  it.each([
    ['Completed', 'completed', 'paid', 1],
    ['wc-on-hold', 'open', 'pending', 1],
    ['Cancelled', 'cancelled', 'unknown', 0],
  ])('status %s is order %s, payment %s', (status, state, payment, quantity) => {
    expect(orders(table({ Status: status }))[0]).toMatchObject({ state, payment, lines: [{ quantity, ordered: 1 }] })
  })
})

describe('a file', () => {
  it.each([
    ['that is empty', '', 'EMPTY_FILE'],
    ['with a header only', 'Order number,Item\n', 'NO_ROWS'],
    ['with a quote left open', 'a,b\n"1,2\n', 'NOT_CSV'],
    ['in another encoding', 'Order number\nM\uFFFDller', 'NOT_UTF8'],
    ['of more than 10 MB', 'x'.repeat(10 * 1024 * 1024 + 1), 'TOO_LARGE'],
  ])('%s is refused', (_what, file, code) => {
    expect(csv.read(file, { map: {}, now })).toMatchObject({ ok: false, failure: { kind: 'malformed', code } })
  })

  it('is never a crash, whatever is cut from it', () => {
    const whole = table({ Status: 'open', Email: 'a@example.com', 'Tracking number': '1Z1', Total: '39.90' })
    for (let from = 0; from < whole.length; from++) {
      for (const file of [whole.slice(0, from), whole.slice(from), whole.slice(0, from) + '"' + whole.slice(from)]) {
        const read = csv.read(file, { map: {}, now })
        if (!read.ok) expect(read.failure.code).not.toBe('READER_FAILED')
      }
    }
  })
})
