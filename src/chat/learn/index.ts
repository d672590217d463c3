export { classify, evidence, type Classified, type Scored } from './classify.ts'
export { type Feeling, feelingOf, feelings, readTone, type Sentiment, trainFeelings } from './feeling.ts'
export {
  countLanguages,
  decodeLanguages,
  encodeLanguages,
  languageOf,
  type LanguageCounts,
  type Prior,
} from './languages.ts'
export { isRare, isTaught } from './mend.ts'
export { decodeModel, encodeModel, outOfScope, type Model } from './model.ts'
export { normalise } from './normalise.ts'
export { train, type Example, type TrainOptions } from './train.ts'
