export { countriesIn } from './countries.ts'
export { findEntities, type Entity, type EntityKind } from './entities.ts'
export { intents, type Intent } from './intents.ts'
export { understand, type Understanding } from './understand.ts'
