// `infonce word2vec evaluate`: evaluates vectors by what people find similar, and by analogies.
import {
  type AnalogyResult,
  type AnalogyScore,
  evaluateSimilarity,
  parseAnalogyQuestions,
  parseSimilarityPairs,
  readText,
  type SimilarityResult,
} from '@infonce/word2vec'
import type { Command } from 'commander'
import { count } from '../../numbers.js'
import { print, printJson } from '../../output.js'
import { styled } from '../../style.js'
import { table } from '../../table.js'
import { UsageError } from '../../usage-error.js'
import { wholeNumber } from '../../whole-number.js'
import { analogyTable } from './analogy-table.js'
import { openModel } from './open-model.js'
import { reportAnalogies } from './report-analogies.js'

interface EvaluateOptions {
  readonly similarity?: readonly string[]
  readonly analogies?: string
  readonly restrictVocabulary: string
  readonly json?: true
}

const help = `
A similarity file has two words and a human rating on each line (WordSim-353,
MEN, SimLex and similar data sets); the score is Spearman's rank correlation
with the cosines. An analogy file has the format of questions-words.txt:
': name' starts a section, followed by lines of four words. Questions with words
that have no vector are skipped and counted.

Examples:
  $ infonce word2vec evaluate run --analogies questions-words.txt
  $ infonce word2vec evaluate run --similarity ws353.txt men.txt
  $ infonce word2vec evaluate run --similarity ws353.txt --json`

export function addEvaluate(group: Command): void {
  group
    .command('evaluate')
    .description('evaluate the vectors by word similarity and by analogies')
    .argument('<model-dir>', 'the folder that train wrote')
    .option('--similarity <file...>', 'pairs of words with human similarity ratings')
    .option('--analogies <file>', 'analogy questions')
    .option('--restrict-vocabulary <n>', 'use only the first n words for analogies', '300000')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(evaluate)
}

async function evaluate(folder: string, options: EvaluateOptions): Promise<void> {
  const restrictVocabulary = wholeNumber('--restrict-vocabulary', options.restrictVocabulary)
  if (!options.similarity && !options.analogies)
    throw new UsageError('nothing to evaluate: give --similarity FILE, --analogies FILE or both')
  // Inputs are read before the work begins.
  const pairs = await Promise.all(
    (options.similarity ?? []).map(async (file) => ({ file, pairs: parseSimilarityPairs(await readText(file), file) })),
  )
  const questions = options.analogies && parseAnalogyQuestions(await readText(options.analogies), options.analogies)
  const { embeddings } = await openModel(folder)

  const similarity = pairs.map(({ file, pairs }) => ({ file, ...evaluateSimilarity(embeddings, pairs) }))
  const analogies = questions ? await reportAnalogies(embeddings, questions, { restrictVocabulary }) : undefined
  if (options.json) printJson({ similarity, ...(analogies && { analogies }) })
  else print(...report(similarity, analogies))
}

function report(
  similarity: readonly (SimilarityResult & { file: string })[],
  analogies: AnalogyResult | undefined,
): string[] {
  const parts: string[][] = []
  if (similarity.length > 0) {
    const rows = similarity.map(({ file, rho, found, total }) => [
      file,
      Number.isNaN(rho) ? '–' : rho.toFixed(3),
      `${count(found)} of ${count(total)}`,
    ])
    const columns = [
      { title: 'similarity' },
      { title: 'Spearman', align: 'right' },
      { title: 'pairs', align: 'right' },
    ] as const
    parts.push(table(columns, rows))
  }
  if (analogies) {
    const { sections, semantic, syntactic, total } = analogies
    const sums: (AnalogyScore & { name: string })[] = [{ name: 'total', ...total }]
    // Only questions-words.txt and files made like it have both kinds.
    if (semantic.asked > 0 && syntactic.asked > 0)
      sums.unshift({ name: 'semantic', ...semantic }, { name: 'syntactic', ...syntactic })
    parts.push(analogyTable(sections, sums))
    if (total.skipped > 0)
      parts.push([`${count(total.skipped)} of ${count(total.asked + total.skipped)} questions have unknown words`])
  }
  return parts.flatMap((lines, index) => [
    ...(index > 0 ? [''] : []),
    styled(process.stdout, 'bold', lines[0]!),
    ...lines.slice(1),
  ])
}
