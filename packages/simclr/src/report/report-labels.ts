// The classes of the pictures of a report.
import { encodeLabels, type Labels } from '@infonce/evaluation'
import type { PictureSet } from '../data/pictures.js'
import { PictureError } from '../errors.js'

/** Labels of the pictures that are shown and of those of the bank, with the classes of both. */
export interface ReportLabels {
  readonly classes: readonly string[]
  readonly shown: Labels
  readonly bank: Labels
}

/**
 * The classes under a label, those of the shown pictures and of the bank together.
 * @throws PictureError for a picture without the label
 */
export function reportLabels(shown: PictureSet, bank: PictureSet, label: string): ReportLabels {
  const [shownNames, bankNames] = [namesOf(shown, label), namesOf(bank, label)]
  const { classes } = encodeLabels([...shownNames, ...bankNames])
  return { classes, shown: encodeLabels(shownNames, classes), bank: encodeLabels(bankNames, classes) }
}

const namesOf = ({ pictures }: PictureSet, label: string): string[] =>
  pictures.map(({ name, labels }) => {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined
    if (value === undefined)
      throw new PictureError(name, `has no label '${label}'; leave it out (selectPictures), or name another label`)
    return value
  })
