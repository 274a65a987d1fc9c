// The named errors of what cannot be evaluated.
import { InfonceError } from '@infonce/core'

/** Features are of the wrong size, or hold a value that is not finite. */
export class FeatureError extends InfonceError {
  override name = 'FeatureError'
}

/** Labels name too few classes, an unknown class, or are not as many as the rows. */
export class LabelError extends InfonceError {
  override name = 'LabelError'
}
