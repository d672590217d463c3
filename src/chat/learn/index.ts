export { classify, evidence, type Classified, type Scored } from './classify.ts'
export { decodeModel, encodeModel, outOfScope, type Model } from './model.ts'
export { normalise } from './normalise.ts'
export { train, type Example, type TrainOptions } from './train.ts'
