// Reads a profile that ONNX Runtime wrote: time by operator and by node.

/**
 * @typedef {object} ProfileEvent
 * @property {string} cat
 * @property {string} name
 * @property {number} ts microseconds
 * @property {number} dur microseconds
 * @property {{ op_name?: string, output_type_shape?: Record<string, number[]>[] }} args
 */

/**
 * @typedef {object} Profile milliseconds of a run, means
 * @property {number} runs
 * @property {number} total
 * @property {{ name: string, calls: number, milliseconds: number }[]} operators slowest first
 * @property {{ name: string, operator: string, shape: string, milliseconds: number }[]} nodes slowest first
 */

/**
 * @param {readonly ProfileEvent[]} events
 * @param {number} leaveOut runs at the beginning that do not count
 * @returns {Profile}
 */
export function readProfile(events, leaveOut) {
  const runs = events.filter(({ name }) => name === 'model_run').slice(leaveOut)
  const start = runs[0]?.ts ?? Number.POSITIVE_INFINITY
  const kernels = events.filter(({ cat, name, ts }) => cat === 'Node' && name.endsWith('_kernel_time') && ts >= start)
  /** @type {Map<string, Profile['nodes'][number]>} */
  const nodes = new Map()
  /** @type {Map<string, { milliseconds: number, nodes: Set<string> }>} */
  const operators = new Map()
  for (const { name, dur, args } of kernels) {
    const node = name.slice(0, -'_kernel_time'.length)
    const operator = args.op_name ?? 'unknown'
    const shape = `[${Object.values(args.output_type_shape?.[0] ?? {})[0]?.join(', ') ?? ''}]`
    const milliseconds = dur / 1000 / runs.length
    const known = nodes.get(node) ?? { name: node, operator, shape, milliseconds: 0 }
    nodes.set(node, { ...known, milliseconds: known.milliseconds + milliseconds })
    const sum = operators.get(operator) ?? { milliseconds: 0, nodes: new Set() }
    sum.milliseconds += milliseconds
    sum.nodes.add(node)
    operators.set(operator, sum)
  }
  return {
    runs: runs.length,
    total: runs.reduce((sum, { dur }) => sum + dur, 0) / 1000 / runs.length,
    operators: [...operators]
      .map(([name, { milliseconds, nodes }]) => ({ name, milliseconds, calls: nodes.size }))
      .sort((a, b) => b.milliseconds - a.milliseconds),
    nodes: [...nodes.values()].sort((a, b) => b.milliseconds - a.milliseconds),
  }
}
