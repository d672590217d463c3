export * from './freshness/index.ts'
export { masked, type OwnedText } from './mapping/mask.ts'
export { nearestStatuses } from './mapping/nearest-statuses.ts'
export { type KnownCode, suggester, type Suggestion } from './mapping/suggest.ts'
