// The time of a training step's graph by operator, from ONNX Runtime's own profile.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, whole } from '../lib/numbers.mjs'
import { Stopwatch } from '../lib/stopwatch.mjs'
import { readProfile } from './profile.mjs'
import { Session, trainSome, WARM_UP } from './train-some.mjs'

/**
 * The time that ONNX Runtime itself gives for each operator, and what a run takes around that.
 * @param {import('./train-some.mjs').Job} job
 * @param {string} folder for the profiles, which is removed again
 */
export async function measureOperators(job, folder) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  let opened = 0
  const create = Session.create
  const profiled = /** @type {typeof create} */ (
    async (
      /** @type {any} */ model,
      /** @type {import('onnxruntime-node').InferenceSession.SessionOptions} */ options,
    ) => {
      const profileFilePrefix = join(folder, String(opened++))
      return create(model, { ...options, enableProfiling: true, profileFilePrefix })
    }
  )
  // Sessions write their profile when they end, and the trainer's are closed by then.
  const release = Session.prototype.release
  Session.prototype.release = function () {
    this.endProfiling()
    return release.call(this)
  }
  Session.create = profiled
  const run = new Stopwatch(Session.prototype, 'run')
  try {
    await trainSome(job, (made) => {
      if (made === WARM_UP) run.reset()
    })
  } finally {
    run.remove()
    Session.create = create
    Session.prototype.release = release
  }
  const files = (await readdir(folder)).sort()
  const profiles = await Promise.all(
    files.map(async (file) => readProfile(JSON.parse(await readFile(join(folder, file), 'utf8')))),
  )
  await rm(folder, { recursive: true })
  // Of the two graphs of a step, the one without a loss makes nearly all runs.
  const quiet = profiles.reduce((a, b) => (b.runs > a.runs ? b : a))
  return { ...quiet, around: run.total / run.calls }
}

/** @param {Awaited<ReturnType<typeof measureOperators>>} profile */
export function operatorsReport({ runs, total, operators, nodes, around }) {
  const inside = operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  /** @type {(name: string, milliseconds: number, calls?: number) => string[]} */
  const row = (name, milliseconds, calls) => [
    name,
    calls === undefined ? '' : fixed(0)(calls),
    fixed(3)(milliseconds),
    fixed(1)((100 * milliseconds) / around),
  ]
  const titles = ['operator', 'nodes', 'ms', '%']
  return [
    '## The graph, by operator',
    '',
    `Profiled, which slows it: the graph without the loss, means of ${whole(runs)} runs.`,
    '',
    markdownTable(titles, [
      row('a run, from JavaScript and back', around),
      row('  in ONNX Runtime', total),
      row('  around it: copies of the outputs, the way there and back', around - total),
      ...operators.map(({ name, milliseconds, calls }) => row(name, milliseconds, calls)),
      row('between operators', total - inside),
    ]),
    '',
    'The slowest nodes:',
    '',
    markdownTable(
      ['node', 'operator', 'result', 'ms', '%'],
      nodes
        .slice(0, 12)
        .map(({ name, operator, shape, milliseconds }) => [name, operator, shape, ...row('', milliseconds).slice(2)]),
    ),
  ]
}
