// How alike classes are, and images.
import type { Random } from '@infonce/core'
import { type Features, type Labels, selectRows } from '@infonce/evaluation'
import { MOST_CLASSES_OF_A_TABLE } from './confusions.js'
import { heatImage } from './heat-image.js'
import { heatTable } from './heat-table.js'
import { fixed, html, type Markup } from './markup.js'
import { drawEvenly } from './sample.js'
import { classMeans, cosines, limitsOffDiagonal } from './similarity.js'

/** Images that are compared in pairs. */
const MOST_IMAGES = 200

/** What the script tells of a matrix: a byte for each value, and which images or names its rows are. */
interface HeatData {
  readonly values: string
  readonly rows?: readonly number[]
  readonly names?: readonly string[]
}

/** A section and what its script needs, by the id of the figure. */
export interface SimilaritySection {
  readonly markup: Markup
  readonly heat: Readonly<Record<string, HeatData>>
}

/** The matrix between the means of classes, where there are two, and the matrix between images, sorted by class. */
export async function similaritySection(
  features: Features,
  labels: Labels | undefined,
  random: Random,
): Promise<SimilaritySection> {
  const heat: Record<string, HeatData> = {}
  const parts: Markup[] = []
  const present = labels ? presentClasses(labels) : []
  if (labels && present.length > 1) {
    const values = cosines(selectRows(classMeans(features, labels), present))
    const names = present.map((code) => labels.classes[code]!)
    parts.push(html`<h3>Between classes</h3>`)
    if (names.length <= MOST_CLASSES_OF_A_TABLE)
      parts.push(
        heatTable({
          caption: 'Cosine of the mean embeddings of two classes',
          corner: '',
          classes: names,
          cell: (row, column) => {
            const value = values[row * names.length + column]!
            return {
              text: fixed(value, 2),
              hint: `${names[row]} and ${names[column]}: ${fixed(value, 4)}`,
              value: row === column ? undefined : value,
            }
          },
          scale: limitsOffDiagonal(values, names.length),
          format: (value) => fixed(value, 2),
        }),
      )
    else {
      const description = `Cosines of the mean embeddings of ${names.length} classes.`
      const groups = names.map((name) => ({ name, count: 1 }))
      const drawn = await heatImage({ id: 'class-heat', values, width: names.length, description, groups })
      parts.push(drawn.markup)
      heat['class-heat'] = { values: drawn.values, names }
    }
  }
  const rows = drawEvenly(features.rows, MOST_IMAGES, labels, random)
  const values = cosines(selectRows(features, rows))
  const groups = labels
    ? present.flatMap((code) => {
        const count = rows.filter((row) => labels.codes[row] === code).length
        return count > 0 ? [{ name: labels.classes[code]!, count }] : []
      })
    : []
  const told = labels && describePairs(values, rows, labels.codes)
  const description = `Cosines of ${rows.length} images, each with each${labels ? ', sorted by class' : ''}. ${told ?? ''}`
  const drawn = await heatImage({ id: 'image-heat', values, width: rows.length, description, groups })
  parts.push(html`<h3>Between images</h3>${told && html`<p>${told}</p>`}${drawn.markup}`)
  heat['image-heat'] = { values: drawn.values, rows }
  return { markup: html`${parts}`, heat }
}

const presentClasses = ({ classes, codes }: Labels): number[] => {
  const present = new Set(codes)
  return classes.map((_, code) => code).filter((code) => present.has(code))
}

/** The means over pairs of one class and over pairs of two, in words. */
function describePairs(values: Float64Array, rows: readonly number[], codes: Int32Array): string {
  const sums = [0, 0]
  const counts = [0, 0]
  for (let a = 0; a < rows.length; a++)
    for (let b = 0; b < a; b++) {
      const same = codes[rows[a]!] === codes[rows[b]!] ? 0 : 1
      sums[same]! += values[a * rows.length + b]!
      counts[same]!++
    }
  const mean = (which: 0 | 1): string => (counts[which]! > 0 ? fixed(sums[which]! / counts[which]!, 2) : 'not measured')
  return `Mean cosine of two images of one class: ${mean(0)}; of two classes: ${mean(1)}.`
}
