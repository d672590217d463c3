import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { StoreError } from '../errors.ts'

/** Where a sealed value stands; bound into it, so that a ciphertext moved to another row or column does not open. */
export type Cell = { readonly tenant: string; readonly table: string; readonly row: string; readonly column: string }

/** What one key can do. A tenant's seals what belongs to nobody yet; a person's or a conversation's seals what is theirs. */
export type Key = {
  readonly seal: (cell: Cell, plain: string) => Buffer
  readonly open: (cell: Cell, sealed: Buffer) => string
  /** A new random key, wrapped under this one for storage. */
  readonly makeChild: (cell: Cell) => { key: Key; wrapped: Buffer }
  readonly unwrap: (cell: Cell, wrapped: Buffer) => Key
  /** A child key's wrapping under another key: what it sealed stays as it is. */
  readonly rewrap: (cell: Cell, wrapped: Buffer, to: Key) => Buffer
  readonly wrap: (cell: Cell, bytes: Buffer) => Buffer
}

export type TenantKey = Key & {
  /** Keyed hash of a normalised value, 16 bytes: finds a row without telling what is in it. */
  readonly index: (kind: IndexKind, value: string) => Buffer
  /** A UUID (version 8) that is the same whenever history is derived again. */
  readonly id: (kind: string, ...parts: readonly (string | number)[]) => string
}

export type IndexKind =
  | 'email'
  | 'phone'
  | 'order-number'
  | 'order-number+email'
  | 'order-number+phone'
  | 'order-number+postcode'
  | 'tracking-number'
  | 'code'
  | 'scan'
  | 'request'

/** How often each primitive ran; what the tests compare for hit and miss. */
export type VaultCounts = { seals: number; opens: number; hmacs: number }

export type Vault = {
  readonly makeTenant: (tenant: string) => Buffer
  readonly tenant: (tenant: string, wrapped: Buffer) => TenantKey
  readonly counts: VaultCounts
}

export function openVault(master: Buffer): Vault {
  const counts: VaultCounts = { seals: 0, opens: 0, hmacs: 0 }
  const root = keyOf(master, counts)
  const cell = (tenant: string): Cell => ({ tenant, table: 'tenants', row: tenant, column: 'wrapped_key' })
  const tenants = new Map<string, { wrapped: Buffer; key: TenantKey }>()
  return {
    counts,
    makeTenant: (tenant) => root.makeChild(cell(tenant)).wrapped,
    tenant: (tenant, wrapped) => {
      const held = tenants.get(tenant)
      if (held?.wrapped.equals(wrapped)) return held.key
      const bytes = openBytes(derive(master), cell(tenant), wrapped, counts)
      const key = tenantKeyOf(bytes, counts)
      tenants.set(tenant, { wrapped, key })
      return key
    },
  }
}

function tenantKeyOf(bytes: Buffer, counts: VaultCounts): TenantKey {
  const indexKey = subkey(bytes, 'index')
  const idKey = subkey(bytes, 'id')
  return {
    ...keyOf(bytes, counts),
    index: (kind, value) => {
      counts.hmacs++
      return createHmac('sha256', indexKey).update(kind).update('\0').update(value).digest().subarray(0, 16)
    },
    id: (kind, ...parts) => {
      const hash = createHmac('sha256', idKey)
        .update(JSON.stringify([kind, ...parts]))
        .digest()
      hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
      hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
      const hex = hash.toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
    },
  }
}

function keyOf(bytes: Buffer, counts: VaultCounts): Key {
  const keys = derive(bytes)
  return {
    seal: (cell, plain) => sealBytes(keys, cell, Buffer.from(plain, 'utf8'), counts),
    open: (cell, sealed) => openBytes(keys, cell, sealed, counts).toString('utf8'),
    makeChild: (cell) => {
      const child = randomBytes(32)
      return { key: keyOf(child, counts), wrapped: sealBytes(keys, cell, child, counts) }
    },
    unwrap: (cell, wrapped) => keyOf(openBytes(keys, cell, wrapped, counts), counts),
    rewrap: (cell, wrapped, to) => to.wrap(cell, openBytes(keys, cell, wrapped, counts)),
    wrap: (cell, bytes) => sealBytes(keys, cell, bytes, counts),
  }
}

type Derived = { readonly cipher: Buffer; readonly nonce: Buffer }

function derive(bytes: Buffer): Derived {
  return { cipher: subkey(bytes, 'cipher'), nonce: subkey(bytes, 'nonce') }
}

function subkey(bytes: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), `whereabouts ${purpose}`, 32))
}

const version = 1
const nonceLength = 12
const tagLength = 16

/**
 * AES-256-GCM with a synthetic nonce: HMAC-SHA-256 of cell and plaintext under a key of its own, cut to 96 bits. The same
 * value in the same cell seals to the same bytes, which lets history be derived again byte for byte (docs/adr/0003).
 */
function sealBytes(keys: Derived, cell: Cell, plain: Buffer, counts: VaultCounts): Buffer {
  counts.seals++
  const bound = boundTo(cell)
  const nonce = createHmac('sha256', keys.nonce).update(bound).update(plain).digest().subarray(0, nonceLength)
  const cipher = createCipheriv('aes-256-gcm', keys.cipher, nonce).setAAD(bound)
  const body = cipher.update(plain)
  cipher.final()
  return Buffer.concat([versionByte, nonce, body, cipher.getAuthTag()])
}

const versionByte = Buffer.of(version)

function openBytes(keys: Derived, cell: Cell, sealed: Buffer, counts: VaultCounts): Buffer {
  counts.opens++
  const where = `${cell.table}.${cell.column} of ${cell.row} (tenant ${cell.tenant})`
  if (sealed[0] !== version || sealed.length < 1 + nonceLength + tagLength) {
    throw new StoreError('SEALED_MALFORMED', `${where} is not a sealed value of version ${version}`)
  }
  const decipher = createDecipheriv('aes-256-gcm', keys.cipher, sealed.subarray(1, 1 + nonceLength))
  decipher.setAAD(boundTo(cell)).setAuthTag(sealed.subarray(sealed.length - tagLength))
  try {
    const plain = decipher.update(sealed.subarray(1 + nonceLength, sealed.length - tagLength))
    decipher.final()
    return plain
  } catch (cause) {
    throw new StoreError(
      'SEALED_REFUSED',
      `${where} does not open: another key sealed it, or it was changed or moved`,
      { cause },
    )
  }
}

/** Length-prefixed, so that no two cells are bound alike. */
function boundTo({ tenant, table, row, column }: Cell): Buffer {
  return Buffer.from(`${tenant.length}:${tenant}${table.length}:${table}${row.length}:${row}${column.length}:${column}`)
}
