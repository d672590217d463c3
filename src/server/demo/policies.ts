import type { Policies } from '../../model/index.ts'

/** What the invented shop says of itself. It has never said who pays for a return: what isn't told has to show, too. */
export const demoPolicies: Policies = {
  shipping: {
    countries: { only: ['DE', 'AT', 'CH', 'FR', 'NL', 'GB', 'IE', 'US', 'CA'] },
    methods: [
      {
        id: 'standard',
        name: { en: 'Standard', de: 'Standardversand' },
        countries: ['DE', 'AT'],
        cost: { minor: 490, currency: 'EUR' },
        freeFrom: { minor: 10_000, currency: 'EUR' },
        businessDays: { min: 2, max: 4 },
      },
      {
        id: 'express',
        name: { en: 'Express', de: 'Expressversand' },
        carriers: ['UPS'],
        countries: ['DE'],
        cost: { minor: 1_490, currency: 'EUR' },
        businessDays: { min: 1, max: 1 },
      },
      {
        id: 'abroad',
        name: { en: 'International', de: 'Auslandsversand' },
        countries: ['CH', 'FR', 'NL', 'GB', 'IE', 'US', 'CA'],
        cost: { minor: 1_990, currency: 'EUR' },
        businessDays: { min: 4, max: 9 },
      },
    ],
    cutOff: { time: '13:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] },
    handlingBusinessDays: { min: 0, max: 1 },
  },
  returns: {
    windowDays: 30,
    from: 'delivery',
    exclusions: [{ en: 'shades cut to measure', de: 'nach Maß zugeschnittene Schirme' }],
    refundDays: 10,
  },
  support: {
    hours: Object.fromEntries(
      (['mon', 'tue', 'wed', 'thu', 'fri'] as const).map((day) => [day, [{ from: '09:00', to: '17:00' }]]),
    ),
    email: 'help@lumen-and-oak.example',
  },
  payment: { methods: [{ en: 'Visa' }, { en: 'Mastercard' }, { en: 'PayPal' }, { en: 'invoice', de: 'Rechnung' }] },
}
