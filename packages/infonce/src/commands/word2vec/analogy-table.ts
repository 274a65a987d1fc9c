// Scores of analogy questions, as a table.
import type { AnalogyScore } from '@infonce/word2vec'
import { count, percent } from '../../numbers.js'
import { table } from '../../table.js'

type NamedScore = AnalogyScore & { readonly name: string }

/** A title, a line for each section, and sums below a rule. */
export function analogyTable(sections: readonly NamedScore[], sums: readonly NamedScore[], indent = ''): string[] {
  const row = ({ name, correct, asked, accuracy }: NamedScore): string[] => [
    name,
    count(correct),
    count(asked),
    percent(accuracy),
  ]
  const columns = [
    { title: 'analogies' },
    { title: 'correct', align: 'right' },
    { title: 'asked', align: 'right' },
    { title: 'accuracy', align: 'right' },
  ] as const
  const lines = table(columns, [...sections.map(row), ...sums.map(row)], indent)
  const rule = indent + '-'.repeat(Math.max(...lines.map((line) => line.length)) - indent.length)
  return [...lines.slice(0, 1 + sections.length), rule, ...lines.slice(1 + sections.length)]
}
