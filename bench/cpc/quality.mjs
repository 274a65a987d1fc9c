// What CPC's representation of spoken digits is worth, against others. See bench/README.md.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { wholeNumber } from '../lib/arguments.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { ablations } from './ablations.mjs'
import { openDigits } from './digits.mjs'
import { representations } from './representations.mjs'
import { DIGITS_SETTINGS } from './settings.mjs'

const RESULTS = fileURLToPath(new URL('../results/cpc.md', import.meta.url))
const help = `Usage: node bench/cpc/quality.mjs --data DIR [options]

  --data DIR          the folder that holds fsdd/fsdd.tar
  --threads N         threads of training (default: 2)
  --epochs N          passes over the recordings (default: ${DIGITS_SETTINGS.epochs})
  --ablation-epochs N those of each ablation; 0 leaves them out (default: ${DIGITS_SETTINGS.epochs})
  --seeds N           how often CPC is trained, each time from another seed (default: 1)
  --out FILE          where results go (default: bench/results/cpc.md)
`

async function main() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      threads: { type: 'string', default: '2' },
      epochs: { type: 'string', default: String(DIGITS_SETTINGS.epochs) },
      'ablation-epochs': { type: 'string', default: String(DIGITS_SETTINGS.epochs) },
      seeds: { type: 'string', default: '1' },
      out: { type: 'string', default: RESULTS },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || values.data === undefined) {
    process.stdout.write(help)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const threads = wholeNumber('--threads', values.threads)
  const epochs = wholeNumber('--epochs', values.epochs)
  const ablationEpochs =
    values['ablation-epochs'] === '0' ? 0 : wholeNumber('--ablation-epochs', values['ablation-epochs'])
  const seeds = wholeNumber('--seeds', values.seeds)
  const folder = await mkdtemp(join(tmpdir(), 'infonce-digits-'))
  try {
    const loadBefore = load()
    const digits = await openDigits(join(values.data, 'fsdd', 'fsdd.tar'), folder)
    const job = { ...digits, threads, settings: { ...DIGITS_SETTINGS, epochs } }
    const parts = [
      '# CPC on spoken digits',
      `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${threads} threads, load before ${loadBefore}, ${await revision()}.`,
      `\`node scripts/bootstrap.mjs bench/cpc/quality.mjs --data ../shared/data --threads ${threads} --epochs ${epochs} --ablation-epochs ${ablationEpochs} --seeds ${seeds}\``,
      'The Free Spoken Digit Dataset: 2,700 recordings to train on (indices 5 to 49), 300 to test (0 to 4), 6 speakers. Logistic regression (L2, C = 1) on standardised features; in brackets the 95 % interval of an accuracy on 300.',
      await representations(job, seeds),
    ]
    if (ablationEpochs > 0)
      parts.push(await ablations({ ...job, settings: { ...DIGITS_SETTINGS, epochs: ablationEpochs } }))
    const text = `${parts.join('\n\n')}\n`
    process.stdout.write(text)
    await writeFile(values.out, text)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
