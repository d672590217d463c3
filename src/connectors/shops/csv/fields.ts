/** Our fields, and the headers they are known by in exports of Shopify, WooCommerce and others, the surest first. */
const headers = {
  number:
    'order number;order no;order nr;order name;order;order #;order_number_formatted;ordernumber;bestellnummer;auftragsnummer;increment id;purchase order number;order;order id',
  external: 'order id;id;internal id;shop order id',
  placedAt:
    'placed at;placed on;created at;created;order date;order placed;ordered at;date created;purchase date;order created at;date;bestelldatum',
  updatedAt: 'updated at;last updated;modified at;date modified;last modified;date updated;updated',
  status: 'order status;status;order state;state of order',
  cancelledAt: 'cancelled at;canceled at;cancelled on',
  payment: 'financial status;payment status;payment state',
  email: 'email;e-mail;customer email;email address;billing email;email (billing);buyer email;contact email',
  phone:
    'phone;telephone;customer phone;phone number;shipping phone;phone (shipping);billing phone;phone (billing);mobile',
  customerName: 'customer name;customer;buyer;buyer name;full name;billing name',
  firstName: 'first name;firstname;customer first name;billing first name;first name (billing);given name;vorname',
  lastName: 'last name;lastname;customer last name;billing last name;last name (billing);surname;family name;nachname',
  shippingName: 'shipping name;ship to;recipient;recipient name;delivery name;ship name',
  shippingFirstName: 'shipping first name;first name (shipping);delivery first name',
  shippingLastName: 'shipping last name;last name (shipping);delivery last name',
  company: 'shipping company;company (shipping)',
  address1:
    'shipping address1;shipping address 1;address 1&2 (shipping);address 1 (shipping);shipping street;shipping address;delivery address;address1;address 1;address;address line 1;street;street address;strasse',
  address2: 'shipping address2;shipping address 2;address 2 (shipping);address2;address 2;address line 2;apartment',
  city: 'shipping city;city (shipping);delivery city;city;town;ort;stadt',
  region: 'shipping province;shipping state;state code (shipping);state (shipping);province;region;state;county',
  postal:
    'shipping zip;shipping postcode;postcode (shipping);shipping postal code;delivery postcode;zip;zip code;postcode;postal code;plz',
  country:
    'shipping country;country code (shipping);country (shipping);shipping country code;delivery country;country;country code;land',
  title:
    'lineitem name;line item name;item name;product name;item title;product title;item;title;product;article;artikel;description',
  variant: 'variant;variant title;item variant;option;options',
  sku: 'lineitem sku;line item sku;item sku;sku;product sku;artikelnummer',
  lineId: 'lineitem id;line item id;item id;line id;order item id',
  quantity: 'lineitem quantity;line item quantity;item quantity;quantity;qty;menge;anzahl',
  price: 'lineitem price;line item price;item cost;item price;unit price;price;einzelpreis',
  currency: 'currency;order currency;currency code;waehrung',
  total: 'total;order total;order total amount;total amount;grand total;amount;total price;gesamtbetrag',
  tracking: 'tracking number;tracking;tracking no;tracking code;tracking id;tracking numbers;sendungsnummer',
  carrier: 'carrier;tracking company;courier;shipping carrier;shipping provider;tracking provider;versanddienstleister',
  shippedAt: 'shipped at;fulfilled at;ship date;shipped on;date shipped;shipping date;dispatched at',
  shipment: 'lineitem fulfillment status;fulfillment status;fulfilment status;shipment status;delivery status',
  shippingMethod: 'shipping method;shipping method title;delivery method;shipping service',
  promised:
    'promised date;promised;promised delivery;promised by;expected date;expected delivery;expected delivery date;estimated delivery;estimated delivery date;delivery date;delivery by;deliver by;due date;eta',
  language: 'language;locale;customer locale;customer language',
  instructions: 'notes;note;customer note;special instructions;delivery instructions;instructions;comment',
  zone: 'time zone;timezone;utc offset',
} as const satisfies Record<string, string>

export type Field = keyof typeof headers
const fields = Object.keys(headers) as Field[]

function isField(name: string): name is Field {
  return Object.hasOwn(headers, name)
}

const key = (header: string) =>
  header
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('#', ' number ')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Which column holds which field; a constant is written `=EUR` in the merchant's map. */
export type Columns = Partial<Record<Field, { readonly column: number } | { readonly constant: string }>>

export type Matched =
  | { readonly ok: true; readonly columns: Columns }
  | { readonly ok: false; readonly code: string; readonly message: string }

export function matchColumns(names: readonly string[], map: Readonly<Record<string, string>>): Matched {
  const keys = names.map(key)
  const columns: Columns = {}
  for (const [field, wanted] of Object.entries(map)) {
    if (!isField(field)) return unmatched('UNKNOWN_FIELD', `no field ${quote(field)}; fields are ${fields.join(', ')}`)
    if (wanted.startsWith('=')) {
      columns[field] = { constant: wanted.slice(1).trim() }
      continue
    }
    const exact = names.indexOf(wanted)
    const column = exact >= 0 ? exact : keys.indexOf(key(wanted))
    if (column < 0)
      return unmatched('UNKNOWN_HEADER', `no column ${quote(wanted)} for ${field}; the file has ${list(names)}`)
    columns[field] = { column }
  }
  const taken = new Set(Object.values(columns).flatMap((source) => ('column' in source ? source.column : [])))
  for (const field of fields) {
    if (columns[field]) continue
    const column = headers[field]
      .split(';')
      .map((header) => keys.indexOf(key(header)))
      .find((column) => column >= 0 && !taken.has(column))
    if (column === undefined) continue
    columns[field] = { column }
    taken.add(column)
  }
  nameColumn(keys, columns, taken)
  const missing = needed.filter(([, either]) => !either.some((field) => columns[field])).map(([what]) => what)
  if (missing.length === 0) return { ok: true, columns }
  return unmatched(
    'MISSING_COLUMN',
    `no column for ${missing.join(', ')}; the file has ${list(names)}. Name the column with map, such as ${missing[0]?.split(' ')[0]}=HEADER, or give one value for all rows, such as currency==EUR`,
  )
}

const needed: readonly (readonly [what: string, either: readonly Field[]])[] = [
  ['number', ['number']],
  ['placedAt', ['placedAt']],
  ['title or sku', ['title', 'sku']],
  ['quantity', ['quantity']],
  ['currency', ['currency']],
  ['total or price', ['total', 'price']],
]

/** "Name" is Shopify's order number where line items have names of their own, else the customer's. */
function nameColumn(keys: readonly string[], columns: Columns, taken: ReadonlySet<number>): void {
  const column = keys.indexOf('name')
  if (column < 0 || taken.has(column)) return
  if (!columns.number && keys.includes('lineitemname')) columns.number = { column }
  else if (columns.number) columns.customerName ??= { column }
}

const quote = (text: string) => JSON.stringify(text.slice(0, 60))
const list = (names: readonly string[]) => names.slice(0, 60).map(quote).join(', ')
const unmatched = (code: string, message: string): Matched => ({ ok: false, code, message })
