export { findEntities, type Entity, type EntityKind } from './entities.ts'
export { languageAskedFor } from './language-names.ts'
export { intents, type Intent } from './intents.ts'
export { understand, type Understanding } from './understand.ts'
