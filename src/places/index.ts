export { buildIndex } from './build-index.ts'
export { distanceKm } from './distance.ts'
export { type Gazetteer, type Located, gazetteer } from './gazetteer.ts'
