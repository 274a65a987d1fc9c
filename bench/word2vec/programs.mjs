// The programs that are compared: how each is run, when it trains, and where its vectors are.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadModel } from '@infonce/runtime'
import { readVectors, word2vec } from '@infonce/word2vec'
import { output, revision } from '../lib/machine.mjs'
import { pinnedThreads } from '../lib/pinned-threads.mjs'
import { pythonEnvironment } from '../lib/python-environment.mjs'

const require = createRequire(import.meta.url)

/**
 * @typedef {object} Run
 * @property {string} corpus
 * @property {string} folder a new one, for what the program writes
 * @property {number} seed
 * @property {import('./settings.mjs').Settings} settings
 */

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} version
 * @property {(run: Run) => import('../lib/measured-process.mjs').MeasuredProgram} program
 * @property {(run: Run) => Promise<import('@infonce/word2vec').Embeddings>} vectors
 */

/**
 * Ours: `infonce word2vec train`, with whatever further options.
 * @param {string} [name]
 * @param {string[]} [options]
 * @returns {Program}
 */
export function infonce(name = 'infonce', options = []) {
  const manifest = require.resolve('infonce/package.json')
  const command = join(dirname(manifest), 'bin', 'infonce.js')
  const { version } = readManifest(manifest)
  const onnxRuntime = readManifest(require.resolve('onnxruntime-node/package.json')).version
  return {
    name,
    version: `infonce ${version} (${revision()}), onnxruntime-node ${onnxRuntime}, Node ${process.versions.node}`,
    program: ({ corpus, folder, seed, settings }) => ({
      command: process.execPath,
      commandArguments: [
        command,
        ...['word2vec', 'train', '--json', '--corpus', corpus, '--out', join(folder, 'run')],
        ...['--dim', `${settings.dim}`, '--window', `${settings.window}`, '--sample', `${settings.sample}`],
        ...['--min-count', `${settings.minCount}`, '--epochs', `${settings.epochs}`],
        ...['--learning-rate', `${settings.learningRate}`, '--threads', `${settings.threads}`, '--seed', `${seed}`],
        // The full softmax has no negatives, and its option for them is refused.
        ...(options.includes('softmax') ? [] : ['--negatives', `${settings.negatives}`]),
        // No other program writes any.
        ...['--checkpoint-seconds', '1e6'],
        ...options,
      ],
      phaseOf: phaseOfEvent,
    }),
    vectors: async ({ folder }) => (await loadModel(word2vec, join(folder, 'run'))).embeddings,
  }
}

/**
 * gensim, in a Python that is given or in `bench/.venv`.
 * @param {string | undefined} python
 * @param {(text: string) => void} say
 * @returns {Program}
 */
export function gensim(python, say) {
  const interpreter = pythonEnvironment(python, say)
  const script = fileURLToPath(new URL('gensim_peer.py', import.meta.url))
  const version = output(interpreter, [script, '--version'])
  if (!version)
    throw new Error(`${interpreter} cannot import gensim: give a Python that has bench/requirements.txt with --python`)
  return {
    name: 'gensim',
    version,
    program: ({ corpus, folder, seed, settings }) => ({
      command: interpreter,
      commandArguments: [
        script,
        '--train',
        JSON.stringify({ corpus, out: join(folder, 'vectors.bin'), seed, ...settings }),
      ],
      // Its threads are its own; BLAS must not add to them.
      env: pinnedThreads(settings.threads),
      phaseOf: phaseOfEvent,
    }),
    vectors: ({ folder }) => readVectors(join(folder, 'vectors.bin'), 'binary'),
  }
}

/**
 * fastText without subwords, as Debian packages it; `undefined` where it is not installed.
 * @returns {Program | undefined}
 */
export function fastText() {
  if (output('which', ['fasttext']) === undefined) return undefined
  const version = output('dpkg-query', ['--show', '--showformat', '$' + '{Version}', 'fasttext'])
  return {
    name: 'fastText',
    version: `fastText ${version ? `${version} (Debian)` : 'of unknown version'}`,
    program: ({ corpus, folder, seed, settings }) => ({
      command: 'fasttext',
      commandArguments: [
        ...['skipgram', '-input', corpus, '-output', join(folder, 'vectors'), '-loss', 'ns', '-maxn', '0'],
        ...['-dim', `${settings.dim}`, '-ws', `${settings.window}`, '-neg', `${settings.negatives}`],
        ...['-t', `${settings.sample}`, '-minCount', `${settings.minCount}`, '-epoch', `${settings.epochs}`],
        ...['-lr', `${settings.learningRate}`, '-thread', `${settings.threads}`, '-seed', `${seed}`],
      ],
      phaseOf: (line) =>
        line.startsWith('Number of labels:') ? 'begin' : /^Progress: *100\.0%/.test(line) ? 'end' : undefined,
    }),
    vectors: ({ folder }) => readVectors(join(folder, 'vectors.vec'), 'text'),
  }
}

/**
 * The edge of training that an event, a line of JSON, stands for.
 * @param {string} line
 */
function phaseOfEvent(line) {
  const type = /^\{"type": ?"(begin|end)"/.exec(line)?.[1]
  return /** @type {'begin' | 'end' | undefined} */ (type)
}

/**
 * @param {string} path
 * @returns {{ version: string }}
 */
const readManifest = (path) => JSON.parse(readFileSync(path, 'utf8'))
