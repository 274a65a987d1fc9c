// The time of a training step's graph by operator, from ONNX Runtime's own profile.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { markdownTable } from './markdown.mjs'
import { fixed, whole } from './numbers.mjs'
import { readProfile } from './profile.mjs'
import { Session } from './session-class.mjs'

/**
 * The time that ONNX Runtime itself gives for each operator, and what a run takes around that.
 * @param {(warm: () => void) => Promise<void>} train makes steps, and calls `warm` before those that are measured
 * @param {string} folder for the profiles, which is removed again
 */
export async function measureOperators(train, folder) {
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
  /** @type {Map<unknown, { measured: number, before: number, milliseconds: number }>} */
  const sessions = new Map()
  const run = Session.prototype.run
  let warm = false
  Session.prototype.run = /** @type {typeof run} */ (
    /**
     * @this {unknown}
     * @param {[any, any, any?]} runArguments
     */
    async function (...runArguments) {
      const sum = sessions.get(this) ?? { measured: 0, before: 0, milliseconds: 0 }
      sessions.set(this, sum)
      const begin = performance.now()
      const results = await run.apply(this, runArguments)
      if (warm) {
        sum.measured++
        sum.milliseconds += performance.now() - begin
      } else sum.before++
      return results
    }
  )
  try {
    await train(() => {
      warm = true
    })
  } finally {
    Session.prototype.run = run
    Session.create = create
    Session.prototype.release = release
  }
  // Of the two graphs of a step, with a loss and without, one makes nearly all runs.
  const usual = [...sessions.values()].reduce((a, b) => (b.measured > a.measured ? b : a))
  const files = (await readdir(folder)).sort()
  const profiles = await Promise.all(
    files.map(async (file) => readProfile(JSON.parse(await readFile(join(folder, file), 'utf8')), usual.before)),
  )
  await rm(folder, { recursive: true })
  const profile = profiles.find(({ runs }) => runs === usual.measured)
  if (!profile) throw new Error(`no profile in ${folder} has the ${usual.measured} runs that were made`)
  return { ...profile, around: usual.milliseconds / usual.measured }
}

/**
 * @param {Awaited<ReturnType<typeof measureOperators>>} profile
 * @param {string} graph which it is, in words
 */
export function operatorsReport({ runs, total, operators, nodes, around }, graph = 'the graph without the loss') {
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
    `Profiled, which slows it: ${graph}, means of ${whole(runs)} runs.`,
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
