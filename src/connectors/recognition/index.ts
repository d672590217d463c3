export { type Checksum, checksumKinds } from './checksums.ts'
export { type DeclaredNumbers, recognition, recognitionWith } from './recognise.ts'
