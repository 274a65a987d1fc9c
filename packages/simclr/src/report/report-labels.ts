// The classes of the images of a report.
import { encodeLabels, type Labels } from '@infonce/evaluation'
import type { ImageSet } from '../data/images.js'
import { ImageError } from '../errors.js'

/** Labels of the images that are shown and of those of the bank, with the classes of both. */
export interface ReportLabels {
  readonly classes: readonly string[]
  readonly shown: Labels
  readonly bank: Labels
}

/**
 * The classes under a label, those of the shown images and of the bank together.
 * @throws ImageError for an image without the label
 */
export function reportLabels(shown: ImageSet, bank: ImageSet, label: string): ReportLabels {
  const [shownNames, bankNames] = [namesOf(shown, label), namesOf(bank, label)]
  const { classes } = encodeLabels([...shownNames, ...bankNames])
  return { classes, shown: encodeLabels(shownNames, classes), bank: encodeLabels(bankNames, classes) }
}

const namesOf = ({ images }: ImageSet, label: string): string[] =>
  images.map(({ name, labels }) => {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined
    if (value === undefined)
      throw new ImageError(name, `has no label '${label}'; leave it out (selectImages), or name another label`)
    return value
  })
