/** The forms under which values are indexed: what people type differently but mean alike becomes the same text. */

export function normaliseEmail(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

/** Digits only, without an international prefix or trunk zero: the last nine, which tell people of one shop apart. */
export function normalisePhone(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '').slice(-9)
}

/** `#1001`, `1001` and ` 1001 ` are the same order to whoever types them. */
export function normaliseOrderNumber(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

export function normalisePostcode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

export function normaliseTrackingNumber(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
