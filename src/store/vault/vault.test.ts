import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openVault } from './index.ts'

const cell = { tenant: 'acme', table: 'orders', row: 'o1', column: 'sealed' }

function tenantKey(master = randomBytes(32), tenant = 'acme') {
  const vault = openVault(master)
  return vault.tenant(tenant, vault.makeTenant(tenant))
}

describe('sealing', () => {
  it('gives back what was sealed, whatever it is', () => {
    const key = tenantKey()
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        (plain) => key.open(cell, key.seal(cell, plain)) === plain.toWellFormed(),
      ),
    )
  })

  it('shows nothing of the plain text', () => {
    const sealed = tenantKey().seal(cell, 'Ana Silva, 1 Main St, Austin')
    expect(sealed.includes(Buffer.from('Ana'))).toBe(false)
    expect(sealed.includes(Buffer.from('Main St'))).toBe(false)
  })

  it('seals the same value in the same cell to the same bytes, and to others anywhere else', () => {
    const key = tenantKey()
    const sealed = key.seal(cell, 'Ana')
    expect(key.seal(cell, 'Ana')).toEqual(sealed)
    expect(key.seal({ ...cell, row: 'o2' }, 'Ana').subarray(1, 13)).not.toEqual(sealed.subarray(1, 13))
    expect(key.seal(cell, 'Bob').subarray(1, 13)).not.toEqual(sealed.subarray(1, 13))
  })

  it.each([
    ['another tenant', { ...cell, tenant: 'other' }],
    ['another table', { ...cell, table: 'scans' }],
    ['another row', { ...cell, row: 'o2' }],
    ['another column', { ...cell, column: 'name' }],
    ['parts that only look alike when joined', { ...cell, table: 'orderso1', row: '' }],
  ])('does not open in %s', (_, moved) => {
    const key = tenantKey()
    expect(() => key.open(moved, key.seal(cell, 'Ana'))).toThrow(/SEALED_REFUSED/)
  })

  it('does not open once a bit is changed, wherever', () => {
    const key = tenantKey()
    const sealed = key.seal(cell, 'Ana Silva')
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ 1
      expect(() => key.open(cell, changed), `byte ${i}`).toThrow(/SEALED_/)
    }
  })

  it("does not open with another person's key", () => {
    const key = tenantKey()
    const ana = key.makeChild({ ...cell, row: 'ana' }).key
    const bob = key.makeChild({ ...cell, row: 'bob' }).key
    expect(() => bob.open(cell, ana.seal(cell, 'Ana'))).toThrow(/SEALED_REFUSED/)
    expect(() => key.open(cell, ana.seal(cell, 'Ana'))).toThrow(/SEALED_REFUSED/)
  })
})

describe('keys', () => {
  it('unwrap to the same key, and only where they were wrapped', () => {
    const key = tenantKey()
    const at = { tenant: 'acme', table: 'persons', row: 'ana', column: 'wrapped_key' }
    const { key: ana, wrapped } = key.makeChild(at)
    expect(key.unwrap(at, wrapped).open(cell, ana.seal(cell, 'Ana'))).toBe('Ana')
    expect(() => key.unwrap({ ...at, row: 'bob' }, wrapped)).toThrow(/SEALED_REFUSED/)
  })

  it("a tenant's key does not unwrap under another master key", () => {
    const wrapped = openVault(randomBytes(32)).makeTenant('acme')
    expect(() => openVault(randomBytes(32)).tenant('acme', wrapped)).toThrow(/SEALED_REFUSED/)
  })

  it('a conversation moves from the tenant to its person without being sealed anew', () => {
    const key = tenantKey()
    const at = { tenant: 'acme', table: 'conversations', row: 'c1', column: 'wrapped_key' }
    const { key: conversation, wrapped } = key.makeChild(at)
    const ana = key.makeChild({ ...cell, row: 'ana' }).key
    const moved = key.rewrap(at, wrapped, ana)
    expect(ana.unwrap(at, moved).open(cell, conversation.seal(cell, 'hello'))).toBe('hello')
    expect(() => key.unwrap(at, moved)).toThrow(/SEALED_REFUSED/)
  })
})

describe('blind indexes', () => {
  it('are the same for the same value and kind, and for nothing else', () => {
    const master = randomBytes(32)
    const vault = openVault(master)
    const wrapped = vault.makeTenant('acme')
    const key = vault.tenant('acme', wrapped)
    expect(key.index('email', 'ana@example.com')).toEqual(
      openVault(master).tenant('acme', wrapped).index('email', 'ana@example.com'),
    )
    expect(key.index('phone', 'ana@example.com')).not.toEqual(key.index('email', 'ana@example.com'))
    expect(key.index('email', 'bob@example.com')).not.toEqual(key.index('email', 'ana@example.com'))
    expect(tenantKey(master).index('email', 'ana@example.com')).not.toEqual(key.index('email', 'ana@example.com'))
  })

  it('make ids that are UUIDs and tell nothing of the number', () => {
    const id = tenantKey().id('parcel', 'ups', '1Z999AA10123456784', 1)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
