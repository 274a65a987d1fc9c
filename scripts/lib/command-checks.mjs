// Checks that the command installs and runs where onnxruntime-node's install script fails, and then with that package.
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CheckFailure } from './report.mjs'
import { run } from './run.mjs'

// A line of two subjects each, which is enough to tell whether anything was learned.
const TEXT = 'cat dog horse cow sheep goat\ngold silver copper iron tin lead\n'.repeat(200)
const TRAINING = ['--dim', '8', '--window', '5', '--sample', '0', '--min-count', '1', '--epochs', '10']

/**
 * Runs the command in a folder where it was installed by a plain `npm install` that could download nothing from
 * elsewhere than the registry, and installs onnxruntime-node in the end.
 * @param {import('./report.mjs').Report} report
 * @param {import('./consumer.mjs').Consumer} consumer
 */
export async function checkCommand(report, consumer) {
  const native = join(consumer.folder, 'node_modules', 'onnxruntime-node')
  await report.check('the command is installed without onnxruntime-node, and runs on wasm', async () => {
    // Elsewhere its script downloads nothing, and so cannot fail.
    if (process.platform !== 'linux' || process.arch !== 'x64') await rm(native, { recursive: true, force: true })
    if (existsSync(native)) throw new CheckFailure('npm installed onnxruntime-node, whose install script has to fail')
    expectIn(await infonce(consumer, '--version'), /^\d+\.\d+\.\d+/)
    expectIn(await infonce(consumer, 'providers'), /^wasm: usable[\s\S]*--provider auto selects wasm/m)
    expectIn(await trained(consumer, 'on-wasm'), /^running on wasm, .*npm install onnxruntime-node.*$/m)
  })
  await report.check('onnxruntime-node is installed beside the command, which then runs on cpu', async () => {
    await consumer.installNative()
    expectIn(await infonce(consumer, 'providers'), /^cpu: usable/m)
    const output = await trained(consumer, 'on-cpu')
    if (/running on wasm/.test(output)) throw new CheckFailure(output)
  })
}

/**
 * Trains and asks.
 * @param {import('./consumer.mjs').Consumer} consumer
 * @param {string} folder of the run
 */
async function trained(consumer, folder) {
  await consumer.write('text.txt', TEXT)
  const output = await infonce(
    consumer,
    ...['word2vec', 'train', '--corpus', 'text.txt', '--out', folder, '--learning-rate', '0.1', ...TRAINING],
  )
  expectIn(
    await infonce(consumer, 'word2vec', 'neighbors', folder, 'gold', '--count', '1'),
    /silver|copper|iron|tin|lead/,
  )
  return output
}

/**
 * Runs the installed command by npx, as a user would. Returns all that it wrote.
 * @param {import('./consumer.mjs').Consumer} consumer
 * @param {string[]} words
 */
async function infonce({ folder }, ...words) {
  const { ok, output } = await run('npx', ['--no-install', 'infonce', ...words], { cwd: folder, silence: 15 * 60_000 })
  if (!ok) throw new CheckFailure(`infonce ${words.join(' ')}:\n${output}`)
  return output
}

/**
 * @param {string} output
 * @param {RegExp} expected
 */
function expectIn(output, expected) {
  if (!expected.test(output)) throw new CheckFailure(`expected ${expected}, found\n${output}`)
}
