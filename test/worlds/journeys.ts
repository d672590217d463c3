import {
  type Milestone,
  type ReadOrder,
  type ReadParcel,
  type ReadScan,
  type Status,
  milestoneOf,
} from '../../src/model/index.ts'

/** Small hand-made orders and scans; what a test cares about is given, the rest is plain. */

export function scan(status: Status | null, at: string, over: Partial<ReadScan> = {}): ReadScan {
  return {
    code: status === null ? '??' : status,
    text: null,
    language: null,
    localTime: Temporal.PlainDateTime.from(at),
    precision: 'minute',
    zone: null,
    place: null,
    milestone: status === null ? null : (milestoneOf(status) satisfies Milestone),
    status,
    reason: null,
    action: null,
    sequence: null,
    signedBy: null,
    ...over,
  }
}

export function answer(number: string, scans: readonly ReadScan[], over: Partial<ReadParcel> = {}): ReadParcel {
  return {
    number,
    carrier: null,
    scans,
    summary: null,
    estimatedDelivery: null,
    service: null,
    weightGrams: null,
    legs: [],
    proof: null,
    pickup: null,
    warnings: [],
    slice: null,
    ...over,
  }
}

export function order(over: Partial<ReadOrder> = {}): ReadOrder {
  return {
    external: '1',
    number: '#1001',
    placedAt: Temporal.Instant.from('2026-11-16T09:00:00Z'),
    updatedAt: Temporal.Instant.from('2026-11-16T09:00:00Z'),
    state: 'open',
    payment: 'paid',
    language: 'en',
    customer: { email: 'ana@example.com', phone: '+15125550100', firstName: 'Ana', lastName: 'Silva' },
    shippingAddress: {
      name: 'Ana Silva',
      lines: ['1 Main St'],
      city: 'Austin',
      region: 'TX',
      postal: '78701',
      country: 'US',
    },
    shippingMethod: 'Standard',
    promised: null,
    total: { minor: 7900, currency: 'EUR' },
    lines: [
      {
        external: 'a',
        title: 'Reading lamp',
        variant: 'blue',
        sku: 'RL-1',
        quantity: 1,
        ordered: 1,
        unitPrice: { minor: 7900, currency: 'EUR' },
      },
    ],
    shipments: [],
    instructions: null,
    ...over,
  }
}

/** A UPS number that is in order, check digit and all. */
export function upsNumber(n: number): string {
  const body = `999AA1${String(n).padStart(9, '0')}`
  let sum = 0
  for (const [i, character] of [...body].entries()) {
    const value = /\d/.test(character) ? Number(character) : (character.charCodeAt(0) - 63) % 10
    sum += i % 2 === 0 ? value : value * 2
  }
  return `1Z${body}${(10 - (sum % 10)) % 10}`
}
