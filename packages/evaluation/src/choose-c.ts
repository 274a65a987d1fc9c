// How strongly a probe is regularized, chosen on training rows that are held out.
import { type Random, ValueError } from '@infonce/core'
import { LabelError } from './errors.js'
import { type Features, selectRows } from './features.js'
import { checkTrainingSet, countClasses, type Labels } from './labels.js'
import { type LinearProbeOptions, linearProbe } from './linear-probe.js'
import { accuracy } from './scores.js'

export interface ChooseCOptions extends Omit<LinearProbeOptions, 'C'> {
  /** Values of C to try. Default 0.001, 0.01, 0.1, 1, 10. */
  readonly candidates?: readonly number[]
  /** The share of each class's rows that is held out, between 0 and 1; at least one, and not all. Default 0.2. */
  readonly heldOut?: number
}

export interface ChosenC {
  /** The best candidate; the smallest of equals. */
  readonly C: number
  /** What each candidate, in ascending order, got right of the rows held out. */
  readonly tried: readonly { readonly C: number; readonly accuracy: number }[]
}

/**
 * The C of a {@link linearProbe} that is most accurate on training rows that are held out: a split by `random`, which
 * takes the same share of every class, and a probe fitted on the rest for each candidate. It sees no test row.
 *
 * Throws what {@link linearProbe} throws, a `LabelError` for a class with one row, and a `ValueError` for no candidates
 * or a share that is not between 0 and 1.
 */
export function chooseC(features: Features, labels: Labels, random: Random, options: ChooseCOptions = {}): ChosenC {
  const { candidates = [0.001, 0.01, 0.1, 1, 10], heldOut = 0.2, ...probeOptions } = options
  if (candidates.length === 0) throw new ValueError('there are no candidates for C; give one or more')
  if (!(heldOut > 0 && heldOut < 1)) throw new ValueError(`heldOut must be between 0 and 1, found ${heldOut}`)
  checkTrainingSet(features, labels)
  const { fit, check } = split(labels, heldOut, random)
  const [fitted, held] = [selectRows(features, fit), selectRows(features, check)]
  const codesOf = (rows: readonly number[]) => Int32Array.from(rows, (row) => labels.codes[row]!)
  const fitLabels = { classes: labels.classes, codes: codesOf(fit) }
  const expected = codesOf(check)
  const tried = [...candidates]
    .sort((a, b) => a - b)
    .map((C) => {
      const probe = linearProbe(fitted, fitLabels, { ...probeOptions, C })
      return { C, accuracy: accuracy(expected, probe.predict(held)) }
    })
  const best = tried.reduce((a, b) => (b.accuracy > a.accuracy ? b : a))
  return { C: best.C, tried }
}

/** Rows to fit and rows to check, both of every class. */
function split(labels: Labels, share: number, random: Random): { fit: number[]; check: number[] } {
  const [fit, check]: [number[], number[]] = [[], []]
  const counts = countClasses(labels)
  const single = counts.indexOf(1)
  if (single >= 0)
    throw new LabelError(`'${labels.classes[single]}' has one row, and none can be held out; give two or more`)
  const left = counts.map((count) => Math.max(1, Math.min(count - 1, Math.round(share * count))))
  for (const row of random.shuffle(Int32Array.from(labels.codes, (_, i) => i))) {
    const code = labels.codes[row]!
    if (left[code]! > 0) {
      left[code]!--
      check.push(row)
    } else fit.push(row)
  }
  return { fit, check }
}
