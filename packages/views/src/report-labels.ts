// The classes of the images of a report.
import { encodeLabels, type Labels } from '@infonce/evaluation'
import { labelOf, type ShownImages } from './image-set.js'

/** Labels of the images that are shown and of those of the bank, with the classes of both. */
export interface ReportLabels {
  readonly classes: readonly string[]
  readonly shown: Labels
  readonly bank: Labels
}

/**
 * The classes under a label, those of the shown images and of the bank together.
 * @throws ValueError for an image without the label
 */
export function reportLabels(shown: ShownImages, bank: ShownImages, label: string): ReportLabels {
  const [shownNames, bankNames] = [namesOf(shown, label), namesOf(bank, label)]
  const { classes } = encodeLabels([...shownNames, ...bankNames])
  return { classes, shown: encodeLabels(shownNames, classes), bank: encodeLabels(bankNames, classes) }
}

const namesOf = ({ images }: ShownImages, label: string): string[] => images.map((image) => labelOf(image, label))
