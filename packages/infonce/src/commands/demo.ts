// `infonce demo`: the whole way from a text to answers from an ONNX file, in half a minute.

import type { FileHandle } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { hostTensor, openSession } from '@infonce/runtime'
import { writeFileAtomic } from '@infonce/runtime/internals'
import {
  type AnalogyResult,
  atlasAnalogies,
  atlasCorpus,
  type ConfigurationInput,
  Embeddings,
  type Fact,
  formatAnalogies,
  type Vocabulary,
  type Word2vec,
} from '@infonce/word2vec'
import type { Command } from 'commander'
import { prepareDemoFolder } from '../demo-folder.js'
import { fileTable } from '../file-table.js'
import { count, duration, percent } from '../numbers.js'
import { print } from '../output.js'
import { commandLine } from '../shell-words.js'
import { paragraph, suggestion, title } from '../story.js'
import { styled } from '../style.js'
import { table } from '../table.js'
import { usualProvider } from '../usual-provider.js'
import { watchTraining } from '../watch-training.js'
import { atlasDemonstration, CORPUS_FILE, HELD_OUT_FILE, STATED_FILE } from './atlas-folder.js'
import { neighborTable } from './word2vec/neighbor-table.js'
import { reportAnalogies } from './word2vec/report-analogies.js'
import { watchedWord2vec } from './word2vec/training.js'

const SETTINGS = {
  dim: 64,
  window: 5,
  negatives: 5,
  sample: 1e-3,
  epochs: 5,
  learningRate: 0.05,
} satisfies ConfigurationInput
const WORDS = ['france', 'tokyo', 'sushi', 'danube']

const KNOWN = [
  ['paris', 'france'],
  ['tokyo', 'japan'],
  ['rome', 'italy'],
] as const

const help = `
Writes a text of a million words about the countries of the world, trains word
vectors on it, asks them about facts that the text never states, and answers a
question with the ONNX file that it wrote. A second demo in the same folder
replaces the first.

Examples:
  $ infonce demo
  $ infonce demo --out /tmp/atlas`

export function addDemo(root: Command): void {
  root
    .command('demo')
    .description('train on an embedded atlas of the world and show what was learned')
    .option('--out <dir>', 'folder to write into', 'infonce-demo')
    .addHelpText('after', help)
    .action(demo)
}

async function demo({ out }: { out: string }): Promise<void> {
  const started = performance.now()
  await prepareDemoFolder(out, atlasDemonstration)
  print(title('infonce demo: word vectors from an atlas of the world'), '')

  const atlas = atlasCorpus()
  const questions = atlasAnalogies(atlas)
  const written = await writeLines(join(out, CORPUS_FILE), atlas.lines)
  await writeFileAtomic(join(out, HELD_OUT_FILE), formatAnalogies(questions.heldOut))
  await writeFileAtomic(join(out, STATED_FILE), formatAnalogies(questions.trained))
  print(
    title('1. A text'),
    ...paragraph(
      `${count(written.words)} words in ${count(written.lines)} sentences, written by a seeded grammar from facts about the countries of the world. It begins:`,
    ),
    ...written.examples.map((line) => `   ${styled(process.stdout, 'dim', line)}`),
    ...paragraph(
      `${count(atlas.heldOut.length)} of the ${count(atlas.heldOut.length + atlas.trained.length)} facts in the questions below are held out: their two words never share a sentence.`,
    ),
    '',
    title('2. Training'),
    ...paragraph(
      `skip-gram with negative sampling: ${SETTINGS.dim} numbers a word, window ${SETTINGS.window}, ${SETTINGS.negatives} negatives, ${SETTINGS.epochs} epochs`,
    ),
  )
  const outcome = await watchTraining(watchedWord2vec, {
    folder: out,
    corpus: { kind: 'file', path: resolve(out, CORPUS_FILE) },
    configuration: SETTINGS,
    resumeCommand: commandLine('word2vec', 'train', '--resume', out),
  })
  if (!outcome.finished) {
    process.exitCode = outcome.exitCode
    return
  }
  const { model, speed } = outcome
  print(`   ${speed}, ${count(model.vocabulary.size)} words learned`, '')

  const heldOut = await reportAnalogies(model.embeddings, questions.heldOut)
  const stated = await reportAnalogies(model.embeddings, questions.trained)
  print(
    title('3. Analogies'),
    ...paragraph('Questions such as "paris is to france as tokyo is to … ?", answered by the nearest of all words.'),
    ...scores(heldOut, stated),
    '',
    title('4. Neighbors'),
    ...WORDS.map((word) => {
      const near = model.embeddings.neighbors(word, { count: 5 })
      return `   ${word.padEnd(10)}  ${near.map((found) => found.word).join(', ')}`
    }),
    '',
  )
  await showFiles(outcome.files, out, model, atlas.heldOut)
  print('', ...whatNext(out), '', `Done in ${duration((performance.now() - started) / 1000)}.`)
}

/** Writes lines as they are made, and counts them. */
async function writeLines(
  path: string,
  lines: Iterable<string>,
): Promise<{ lines: number; words: number; examples: string[] }> {
  const written = { lines: 0, words: 0, examples: [] as string[] }
  await writeFileAtomic(path, async (file: FileHandle) => {
    let waiting = ''
    for (const line of lines) {
      if (written.lines < 2) written.examples.push(line)
      written.lines++
      written.words += line.split(' ').length
      waiting += `${line}\n`
      if (waiting.length < 1 << 18) continue
      await file.writeFile(waiting)
      waiting = ''
    }
    await file.writeFile(waiting)
  })
  return written
}

function scores(heldOut: AnalogyResult, stated: AnalogyResult): string[] {
  const names = heldOut.sections.map(({ name }) => name)
  const row = (name: string, held: AnalogyResult['total'], known: AnalogyResult['total'] | undefined): string[] => [
    name,
    `${count(held.correct)} of ${count(held.asked)}`,
    percent(held.accuracy),
    known ? `${count(known.correct)} of ${count(known.asked)}` : '–',
    known ? percent(known.accuracy) : '–',
  ]
  const rows = names.map((name, index) =>
    row(
      name,
      heldOut.sections[index]!,
      stated.sections.find((section) => section.name === name),
    ),
  )
  rows.push(row('total', heldOut.total, stated.total))
  const columns = [
    { title: '' },
    { title: 'facts held out', align: 'right' },
    { title: '', align: 'right' },
    { title: 'facts stated', align: 'right' },
    { title: '', align: 'right' },
  ] as const
  const [head, ...lines] = table(columns, rows, '   ')
  return [styled(process.stdout, 'dim', head!), ...lines.slice(0, -1), title(lines.at(-1)!)]
}

/** Lists the files, and answers a question from the vectors that the written encoder gives in ONNX Runtime. */
async function showFiles(
  files: readonly string[],
  out: string,
  model: Word2vec,
  heldOut: readonly Fact[],
): Promise<void> {
  print(title('5. Files'), ...(await fileTable(files, '   ')), '')
  const encoder = join(out, 'encoder.onnx')
  const { embeddings, interface: shape } = await encodeAll(encoder, model.vocabulary)
  const [a, b] = KNOWN.find(
    ([, country]) => !heldOut.some((fact) => fact.country === country && fact.relation === 'capital'),
  )!
  const asked = heldOut.filter(
    ({ relation, country }) => relation === 'capital' && embeddings.words.find(country) !== undefined,
  )
  print(
    title('6. encoder.onnx, read back and asked in ONNX Runtime'),
    `   ${shape}`,
    ...asked
      .slice(0, 2)
      .flatMap(({ word, country }) => [
        ...paragraph(`${a} is to ${b} as ${word} is to … ? (${word} and ${country} never share a sentence)`),
        ...neighborTable(embeddings.analogy(a, b, word, { count: 3 }), '     '),
      ]),
  )
}

/** The vectors of all words as the encoder's file gives them. */
async function encodeAll(path: string, vocabulary: Vocabulary): Promise<{ embeddings: Embeddings; interface: string }> {
  const session = await openSession(path, { provider: await usualProvider() })
  try {
    const ids = hostTensor(
      'int32',
      [vocabulary.size],
      Int32Array.from(vocabulary.words, (_, id) => id),
    )
    const { embedding } = await session.run({ 'batch/ids': ids })
    const dim = embedding!.dims[1]!
    const described = [...session.inputs, ...session.outputs].map(
      ({ name, dtype, dims }) => `${name} ${dtype} [${dims.join(', ')}]`,
    )
    return {
      embeddings: new Embeddings(vocabulary, dim, embedding!.data as Float32Array),
      interface: described.join(' -> '),
    }
  } finally {
    await session.close()
  }
}

function whatNext(out: string): string[] {
  const heldOut = join(out, HELD_OUT_FILE)
  const corpus = join(out, CORPUS_FILE)
  const suggestions: [string, string[][]][] = [
    [
      'ask',
      [
        ['neighbors', out, 'france', 'yen'],
        ['analogy', out, 'france', 'paris', 'japan'],
      ],
    ],
    ['evaluate', [['evaluate', out, '--analogies', heldOut]]],
    ['take the vectors elsewhere', [['export', out, '--format', 'text', '--out', 'vectors.txt']]],
    ['train on the same text by another loss', [['train', '--corpus', corpus, '--out', 'atlas-nce', '--loss', 'nce']]],
    ['train on a text of your own, one sentence a line', [['train', '--corpus', 'your-text.txt', '--out', 'your-run']]],
  ]
  return [
    title('Try next'),
    ...suggestions.flatMap(([why, lines]) =>
      suggestion(
        why,
        lines.map((words) => commandLine('word2vec', ...words)),
      ),
    ),
    ...suggestion('look into the training step', [commandLine('inspect', join(out, 'step.onnx'))]),
  ]
}
