// Where the time of a training step goes: its parts, then the operators of its graph. See bench/README.md.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseConfiguration } from '@infonce/word2vec'
import * as ort from 'onnxruntime-node'
import { dataFolder, wholeNumber } from '../lib/arguments.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { whole } from '../lib/numbers.mjs'
import { measureOperators, operatorsReport } from '../lib/step-operators.mjs'
import { prepareCorpus } from './corpus.mjs'
import { settings as common, settingsText } from './settings.mjs'
import { measureParts, partsReport } from './step-parts.mjs'
import { trainSome, WARM_UP } from './train-some.mjs'

const FOLDER = fileURLToPath(new URL('../.cache/word2vec', import.meta.url))
const help = `Usage: node bench/word2vec/step.mjs --data DIR [options]

  --data DIR            the folder with wiki60/wiki60.txt.gz
  --steps N             steps to measure (default: 1000)
  --threads N           threads (default: 1)
  --loss NAME           objective (default: negative-sampling)
  --log-partition HOW   of nce
  --min-count N         leaves out words that occur less often (default: 5)
  --out FILE            write the results there as well
`

async function main() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      steps: { type: 'string', default: '1000' },
      threads: { type: 'string', default: '1' },
      loss: { type: 'string' },
      'log-partition': { type: 'string' },
      'min-count': { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const data = dataFolder(values, help)
  if (data === undefined) return
  const steps = wholeNumber('--steps', values.steps)
  const threads = wholeNumber('--threads', values.threads)
  const settings = {
    ...common,
    ...(values['min-count'] && { minCount: wholeNumber('--min-count', values['min-count']) }),
  }
  const configuration = parseConfiguration({
    ...settings,
    ...(values.loss && { loss: /** @type {'nce'} */ (values.loss) }),
    ...(values['log-partition'] && { logPartition: /** @type {'fixed'} */ (values['log-partition']) }),
  })
  process.stderr.write('reading the corpus\n')
  const { path, vocabulary } = await prepareCorpus(data, FOLDER, configuration.minCount)
  const job = { path, vocabulary, configuration, threads, steps }
  const date = new Date().toISOString().slice(0, 10)
  const busy = load()
  process.stderr.write(`${steps} steps by part\n`)
  const parts = await measureParts(job)
  process.stderr.write(`${steps} steps by operator\n`)
  const profile = await measureOperators(
    (warm) =>
      trainSome(job, (made) => {
        if (made === WARM_UP) warm()
      }),
    join(FOLDER, 'profile'),
  )

  const report = `${[
    '# A step of word2vec, by part',
    '',
    `- Date: ${date}`,
    `- Machine: ${machine()}; load when it began: ${busy}`,
    `- ${revision()}, onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}, Node ${process.versions.node}`,
    `- Corpus: wiki60, vocabulary of ${whole(vocabulary.size)}`,
    `- Settings: ${configuration.loss}, ${settingsText({ ...settings, threads })}`,
    `- ${whole(steps)} steps after ${WARM_UP} others; every 64th computes the loss`,
    '',
    ...partsReport(parts),
    '',
    ...operatorsReport(profile),
  ].join('\n')}\n`
  process.stdout.write(report)
  if (values.out !== undefined) await writeFile(values.out, report)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
