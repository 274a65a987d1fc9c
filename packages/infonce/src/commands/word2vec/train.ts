// `infonce word2vec train`: trains word vectors, or resumes it.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CorpusDescription, CorpusError, fileCorpus, word2vec } from '@infonce/word2vec'
import type { Command } from 'commander'
import { addTrainCommand } from '../../train-command.js'
import { UsageError } from '../../usage-error.js'
import { watchedWord2vec } from './training.js'

interface TypedCorpus {
  readonly corpus?: string
}

const help = `
The corpus is UTF-8 text, plain or gzip, one sentence or document a line, its
words separated by whitespace. It is streamed: memory is that of the vectors.
DIR gets the vectors, the vocabulary and the model as ONNX graphs. Interrupt a
run at any time, and resume it with --resume: on the same provider it ends with
the same numbers as if it had not been interrupted. Where the run is finished,
--resume succeeds at once.

Examples:
  $ infonce word2vec train --corpus text.txt.gz --out run
  $ infonce word2vec train --corpus text.txt --out run --dim 300 --epochs 3
  $ infonce word2vec train --corpus text.txt --out run-nce --loss nce
  $ infonce word2vec train --resume run
  $ infonce word2vec train --corpus text.txt --out run --json > events.jsonl`

export function addTrain(group: Command): void {
  addTrainCommand(group, {
    name: 'word2vec',
    definition: word2vec,
    watched: watchedWord2vec,
    description: 'train word vectors on a text (word2vec, skip-gram)',
    help,
    beginJson: ({ vocabulary: { size, keptTokens, corpusTokens }, ...rest }) => {
      return { ...rest, vocabulary: size, keptTokens, corpusTokens }
    },
    addDataOptions: (command) => {
      command.option('--corpus <file>', 'the text to train on')
    },
    typedFlags: ({ corpus }: TypedCorpus) => (corpus === undefined ? [] : ['--corpus']),
    fixedFlags: () => [],
    moved: ({ corpus }) => ({ options: { '--corpus': corpus } }),
    begin({ corpus }) {
      if (corpus === undefined) throw new UsageError('--corpus is missing: give the file of the text to train on')
      return opened(corpus)
    },
    async resume({ corpus: { name } }, folder, { corpus = name }) {
      if (corpus === name && !(await exists(name)))
        throw new CorpusError(
          `${name}, which the run in ${folder} began on, is not there any more: say where it is now with --corpus`,
        )
      return opened(corpus)
    },
  })
}

/** The corpus in a file, which can be read. The run remembers the whole path, so that it can be resumed from any folder. */
async function opened(file: string): Promise<{ readonly corpus: CorpusDescription }> {
  const path = resolve(file)
  await fileCorpus(path).size()
  return { corpus: { kind: 'file', path } }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
