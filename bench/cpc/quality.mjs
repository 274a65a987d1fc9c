// What CPC's representation of spoken digits is worth, against others. See bench/README.md.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { dataFolder, wholeNumber } from '../lib/arguments.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { ablations } from './ablations.mjs'
import { openDigits } from './digits.mjs'
import { representations } from './representations.mjs'
import { DIGITS_SETTINGS } from './settings.mjs'

const results = (/** @type {string} */ name) => fileURLToPath(new URL(`../results/${name}.md`, import.meta.url))
const help = `Usage: node bench/cpc/quality.mjs --data DIR [options]

  --data DIR     the folder that holds fsdd/fsdd.tar
  --ablations    instead of representations, compares steps predicted and negatives
  --threads N    threads of training (default: 2)
  --epochs N     passes over the recordings (default: ${DIGITS_SETTINGS.epochs})
  --seeds N      how often CPC is trained, each time from another seed (default: 1)
  --out FILE     where results go (default: bench/results/cpc.md, or cpc-ablations.md)
`

async function main() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      ablations: { type: 'boolean', default: false },
      threads: { type: 'string', default: '2' },
      epochs: { type: 'string', default: String(DIGITS_SETTINGS.epochs) },
      seeds: { type: 'string', default: '1' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const data = dataFolder(values, help)
  if (data === undefined) return
  const threads = wholeNumber('--threads', values.threads)
  const epochs = wholeNumber('--epochs', values.epochs)
  const seeds = wholeNumber('--seeds', values.seeds)
  const folder = await mkdtemp(join(tmpdir(), 'infonce-digits-'))
  try {
    const loadBefore = load()
    const digits = await openDigits(join(data, 'fsdd', 'fsdd.tar'), folder)
    const job = { ...digits, threads, settings: { ...DIGITS_SETTINGS, epochs } }
    const command = [
      '--threads',
      threads,
      '--epochs',
      epochs,
      ...(values.ablations ? ['--ablations'] : ['--seeds', seeds]),
    ]
    const text = `${[
      `# CPC on spoken digits${values.ablations ? ': steps predicted and negatives' : ''}`,
      `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${threads} threads, load before ${loadBefore}, ${revision()}.`,
      `\`node scripts/bootstrap.mjs bench/cpc/quality.mjs --data ../shared/data ${command.join(' ')}\``,
      'The Free Spoken Digit Dataset: 2,700 recordings to train on (indices 5 to 49), 300 to test (0 to 4), 6 speakers, 10 digits. Logistic regression (L2, C = 1) on standardized features; in brackets the 95 % interval of an accuracy on 300.',
      values.ablations ? await ablations(job) : await representations(job, seeds),
    ].join('\n\n')}\n`
    process.stdout.write(text)
    await writeFile(values.out ?? results(values.ablations ? 'cpc-ablations' : 'cpc'), text)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
