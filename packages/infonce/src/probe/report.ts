// What probes found, as tables.
import { count, percent } from '../numbers.js'
import { columnsOf, styled } from '../style.js'
import { type Column, displayWidth, table } from '../table.js'
import { wordsOf, wrap } from '../wrap.js'
import type { LabelScores, ProbeResult, Score } from './result.js'

/** What the words beside the tables need to know. */
export interface ReportWords {
  /** What was probed: `series`. */
  readonly unit: string
  /** Sentences that say what rows are, but for untrained and supervised. */
  readonly notes: readonly string[]
  /** Default: none. */
  readonly indent?: string
}

/** The tables, and what they say in words, in as many columns as the terminal has. */
export function probeReport(result: ProbeResult, { unit, notes, indent = '' }: ReportWords): string[] {
  const width = columnsOf(process.stdout)
  const paragraph = (text: string): string[] => wrap(wordsOf(text), width, indent, ' ')
  const { training, test, k, labels, rows } = result
  const facts = Object.entries(labels).map(
    ([label, { classes, commonest }]) => `${label}: ${classes} classes, the most frequent ${percent(commonest)}.`,
  )
  const explained = [
    `Accuracies in %: a linear probe with its 95 % interval, then the ${k} nearest neighbors by cosine. The probe uses standardized features; * marks the best of each column${rows.some(({ supervised }) => supervised) ? ', without networks trained with labels' : ''}.`,
    'untrained: the same encoder before training.',
    ...notes,
    ...(rows.some(({ supervised }) => supervised)
      ? ['supervised: the same network trained with labels, one for each label.']
      : []),
    ...unconvergedNote(result),
  ].join(' ')
  return [
    ...paragraph(`${count(training)} training ${unit}, ${count(test)} test ${unit}. ${facts.join(' ')}`),
    '',
    ...tablesWithin(result, Object.keys(labels), width, indent),
    '',
    ...paragraph(explained),
  ]
}

/** Which probes did not converge, in a sentence: their accuracies may be too low. */
function unconvergedNote({ rows, labels }: ProbeResult): string[] {
  const found = rows.flatMap(({ name, pooling, scores }) =>
    Object.keys(labels).flatMap((label) => {
      const fit = scores[label]!.fit
      if (!fit || fit.converged) return []
      const row = [name, ...(pooling === undefined ? [] : [pooling])].join(' ')
      return [`${row}, ${label} (${count(fit.iterations)} iterations)`]
    }),
  )
  return found.length > 0 ? [`Not converged, so that these accuracies may be too low: ${found.join('; ')}.`] : []
}

/** One table where it is not too wide, else more, each with as many labels as fit. */
function tablesWithin(result: ProbeResult, labels: readonly string[], width: number, indent: string): string[] {
  for (let fit = labels.length; fit > 1; fit--) {
    const lines = scoreTable(result, labels.slice(0, fit), indent)
    if (lines.some((line) => displayWidth(line) > width)) continue
    const rest = labels.slice(fit)
    return [...highlighted(lines), ...(rest.length > 0 ? ['', ...tablesWithin(result, rest, width, indent)] : [])]
  }
  const [first, ...rest] = labels
  const lines = highlighted(scoreTable(result, [first!], indent))
  return rest.length > 0 ? [...lines, '', ...tablesWithin(result, rest, width, indent)] : lines
}

const highlighted = ([head, ...lines]: string[]): string[] => [
  styled(process.stdout, 'bold', head!),
  ...lines.map((line) => line.replaceAll(/[\d.]+\*/g, (best) => styled(process.stdout, 'green', best))),
]

/** A row for each representation, two columns for each label. */
function scoreTable({ k, rows }: ProbeResult, labels: readonly string[], indent: string): string[] {
  const pooled = rows.some(({ pooling }) => pooling !== undefined)
  const columns: Column[] = [
    { title: 'features' },
    ...(pooled ? [{ title: 'pooling' }] : []),
    { title: 'size', align: 'right' },
    ...labels.flatMap((label): Column[] => [{ title: label }, { title: `${k}-NN`, align: 'right' }]),
  ]
  const scores = (of: (scores: LabelScores) => Score | undefined, label: string): Score[] =>
    rows.flatMap(({ supervised, scores }) => (supervised ? [] : (of(scores[label]!) ?? [])))
  const best = (found: readonly Score[]): number => Math.max(...found.map(({ correct }) => correct))
  const lines = rows.map(({ name, pooling, size, supervised, scores: own }) => [
    ...[name, ...(pooled ? [pooling ?? ''] : []), String(size)],
    ...labels.flatMap((label) => {
      const { probe, neighbors } = own[label]!
      const mark = (score: Score, of: (scores: LabelScores) => Score | undefined): string =>
        `${hundreds(score.accuracy)}${!supervised && score.correct === best(scores(of, label)) ? '*' : ' '}`
      const { low, high } = probe.interval
      return [
        `${mark(probe, (found) => found.probe).padStart(6)} ${hundreds(low)}–${hundreds(high)}`,
        neighbors ? mark(neighbors, (found) => found.neighbors) : '– ',
      ]
    }),
  ])
  return table(columns, lines, indent)
}

/** A share in per cent; all of them without a digit that says nothing. */
const hundreds = (share: number): string => (share === 1 ? '100' : (100 * share).toFixed(1))
