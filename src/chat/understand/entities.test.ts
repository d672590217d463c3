import { describe, expect, it } from 'vitest'
import { findEntities } from './index.ts'

const kindsOf = (text: string) => findEntities(text).map(({ kind, value }) => `${kind} ${value}`)

describe('order numbers', () => {
  it.each([
    ['where is #10231?', '10231'],
    ['10231', '10231'],
    ["it's 10231.", '10231'],
    ['Order number: 88120 please', '88120'],
    ['order no. 727', '727'],
    ['order 727 where is it', '727'],
    ['my order id is 42', '42'],
    ['#42', '42'],
    ['status of #EN-1001', 'EN-1001'],
    ['#D1 please', 'D1'],
    ['order XCZ48UFEWFWSXZZZ never came', 'XCZ48UFEWFWSXZZZ'],
    ['xcz48ufewfwsxzzz', 'XCZ48UFEWFWSXZZZ'],
    ['U5EHGMR7AVEHJ46C', 'U5EHGMR7AVEHJ46C'],
    ['Magento gave me 100000012', '100000012'],
    ['wc_order_GdziU1vQQLSmD', 'wc_order_GdziU1vQQLSmD'],
    ['ORD-55123 is late', 'ORD-55123'],
    ['so10023', 'SO10023'],
    ['purchase 204-3312345-8827364', '204-3312345-8827364'],
    ['my order number is 2024', '2024'],
    ['where is 1001-US', '1001-US'],
    ['contact me about order 100000012', '100000012'],
    ['call centre gave me 100000012', '100000012'],
    ['Bestellnummer 10244', '10244'],
    ['Meine Bestellnummer ist 42', '42'],
    ['Bestell-Nr.: 10244', '10244'],
    ['die Bestellnummer lautet XCZ48UFEWFWSXZZZ', 'XCZ48UFEWFWSXZZZ'],
    ['Auftragsnummer A-10244', 'A-10244'],
    ['Bestellung Nr. 727', '727'],
    ['wo bleibt Bestellung 727?', '727'],
    ['Auftrag 10244 vom 20.11.', '10244'],
    ['Rechnungsnummer 88120', '88120'],
  ])('finds one in "%s"', (text, value) => {
    expect(kindsOf(text)).toEqual([`order_number ${value}`])
  })

  it('finds each of several, in their order', () => {
    expect(kindsOf('#10231, 10244 and order 10250')).toEqual([
      'order_number 10231',
      'order_number 10244',
      'order_number 10250',
    ])
  })

  it.each([
    'i ordered 2 pillows',
    'ordered on 12/11/2025',
    'on 2025-11-12 at 10:30',
    'since 2024 nothing',
    'i paid £1500',
    'rs 2500 was debited',
    '1500 rupees',
    'the 5000 mg one',
    'covid19',
    'delivered at 1400 hours',
    'is it on wednesday14',
    'i want the playstation5',
    'https://shop.example/orders/10231',
    'where is my order',
    'ich habe 1500 Euro bezahlt',
    'seit 1400 Uhr warte ich',
    'am 20.11.2026 bestellt',
    'seit 2024 nichts',
    'die Lampe mit 1200 Watt',
    'meine Bestellung ist nicht da',
    'die Rechnung ist falsch',
    'dauert das 1000 Tage',
  ])('takes nothing in "%s" for one', (text) => {
    expect(kindsOf(text)).toEqual([])
  })
})

describe('tracking numbers', () => {
  it.each(['1Z879E930346834440', '1z879e930346834440', '1Z 879 E93 03 4683 4440'])(
    'reads the UPS number %s',
    (text) => {
      expect(kindsOf(`where is ${text} now`)).toEqual(['tracking_number 1Z879E930346834440'])
    },
  )

  it('leaves a UPS number with a wrong check digit to be asked about as a number', () => {
    expect(kindsOf('1Z879E930346834441')).toEqual(['order_number 1Z879E930346834441'])
  })
})

describe('e-mails, phones and postcodes', () => {
  it.each([
    ['my mail is Sam.Jones@Example.com.', 'email sam.jones@example.com'],
    ['+49 30 901820', 'phone +4930901820'],
    ['call me on 9876543210', 'phone 9876543210'],
    ['my phone number is 98765 43210', 'phone 9876543210'],
    ['555-123-4567', 'phone 5551234567'],
    ['07700 900123', 'phone 07700900123'],
    ["it's sw1a1aa", 'postcode SW1A 1AA'],
    ['D07 XY45', 'postcode D07 XY45'],
    ['mine is d6wa1c2', 'postcode D6W A1C2'],
    ['1011 AB', 'postcode 1011 AB'],
    ['M4 1HQ', 'postcode M4 1HQ'],
    ['m5v 2t6', 'postcode M5V 2T6'],
    ['zip code 90210', 'postcode 90210'],
    ['my postcode is 10115', 'postcode 10115'],
    ['pincode 560034', 'postcode 560034'],
    ['90210-1234', 'postcode 90210-1234'],
    ['PLZ 60311', 'postcode 60311'],
    ['meine Postleitzahl ist 60311', 'postcode 60311'],
    ['Postleitzahl lautet: 10115', 'postcode 10115'],
    ['PLZ: D-60311', 'postcode 60311'],
    ['D-60311 Frankfurt', 'postcode 60311'],
    ['Telefonnummer ist 069 1234567', 'phone 0691234567'],
    ['Tel.: 069/1234567', 'phone 0691234567'],
    ['Handy 0171 1234567', 'phone 01711234567'],
    ['0171/1234567', 'phone 01711234567'],
    ['030 901820', 'phone 030901820'],
    ['rufen Sie mich unter 0151 234 567 89 an', 'phone 015123456789'],
    ['ich bin erreichbar unter 069-1234567', 'phone 0691234567'],
    ['+49 171 1234567', 'phone +491711234567'],
    ['Meine E-Mail ist Jürgen.Groß@Beispiel.de', 'email jürgen.groß@beispiel.de'],
  ])('reads "%s" as %s', (text, found) => {
    expect(kindsOf(text)).toEqual([found])
  })

  it('reads a number and its proof from one message', () => {
    expect(kindsOf('order 10231, sam@example.com')).toEqual(['order_number 10231', 'email sam@example.com'])
    expect(kindsOf('Bestellnummer 10231, PLZ 60311')).toEqual(['order_number 10231', 'postcode 60311'])
  })
})

it('tells where in the message each stands', () => {
  const text = 'is #10231 on its way to SW9 8JQ?'
  for (const { text: raw, start, end } of findEntities(text)) expect(text.slice(start, end)).toBe(raw)
  expect(findEntities(text).map(({ start, end }) => [start, end])).toEqual([
    [3, 9],
    [24, 31],
  ])
})

it.each([
  '',
  '📦📦📦',
  '\ud800 10231',
  '1'.repeat(200_000),
  'a@'.repeat(50_000),
  '1Z'.repeat(50_000),
  '#'.repeat(50_000),
])('survives bad input (%#)', (text) => {
  expect(Array.isArray(findEntities(text))).toBe(true)
})

it('stops at fifty', () => {
  expect(findEntities('#1001 '.repeat(80))).toHaveLength(50)
})
