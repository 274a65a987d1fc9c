// Numbers in host memory, for providers whose graphs read and write there.
import type { Graph } from '@infonce/core'
import { type HostTable as GraphHostTable, LEARNING_RATE, STEP, stepName, type TrainingGraphs } from '@infonce/nn'
import { elementCount, type HostTensor, hostTensor } from './host-tensor.js'
import { metricsOf, type Placement, type PlacementInput, type StepInput, type StepMetrics } from './placement.js'
import type { ProviderChoice } from './provider.js'
import { type RowLimit, RowMemory } from './row-memory.js'
import type { Session } from './session.js'

/** A table that the host updates. */
interface HostTable {
  readonly table: Float32Array<ArrayBuffer>
  readonly dim: number
  readonly parts: readonly HostRows[]
  /** Whether the rows are subtracted times the learning rate; else they are added. */
  readonly isGradient: boolean
  readonly limit?: RowLimit
}

/** Rows for such a table, written by the graph where the kernel reads them. */
interface HostRows {
  /** What its two outputs are called. */
  readonly names: { readonly rows: string; readonly indices: string }
  readonly rows: HostTensor & { readonly data: Float32Array<ArrayBuffer> }
  readonly indices: HostTensor & { readonly data: Int32Array<ArrayBuffer> }
}

/** What a {@link HostPlacement} is made from. */
export interface HostPlacementInput extends PlacementInput {
  readonly open: (model: Uint8Array) => Promise<Session>
  /** Shapes of the outputs of a graph, with their sizes as numbers. */
  readonly dimsOf: (graph: Graph, output: string) => readonly number[]
  readonly stepsPerRun: number
}

/** The graphs of a number of steps: without loss and metrics, which most steps need not compute, and with them. */
interface StepSessions {
  readonly quiet: Session
  readonly full: Session
}

/**
 * Parameters and state pass through the graph, but for tables of which a step moves rows alone, and their slots: where a
 * run makes one step, they live in {@link RowMemory} and are updated there, and need never be the output of a graph. Where it makes several,
 * the graph keeps them, and they leave it once a run.
 */
export class HostPlacement implements Placement {
  private constructor(
    private readonly one: StepSessions,
    private readonly several: StepSessions | undefined,
    readonly stepsPerRun: number,
    private readonly memory: RowMemory,
    private readonly hostTables: readonly HostTable[],
    private readonly values: Record<string, HostTensor>,
  ) {}

  static async open(given: HostPlacementInput): Promise<HostPlacement> {
    const { graphs, stepsPerRun, open, toModel } = given
    const rowsOnHost = stepsPerRun === 1
    const { memory, hostTables, values } = place(given, rowsOnHost)
    await given.initialize(values)
    const opened: Session[] = []
    const both = async (graphOf: (loss: boolean) => Graph): Promise<StepSessions> => {
      const sessions: Session[] = []
      for (const loss of [false, true]) {
        sessions.push(await open(toModel(graphOf(loss))))
        opened.push(sessions.at(-1)!)
      }
      return { quiet: sessions[0]!, full: sessions[1]! }
    }
    try {
      const one = await both((loss) => graphs.step({ loss, rowsOnHost }))
      const several = stepsPerRun > 1 ? await both((loss) => graphs.steps(stepsPerRun, { loss })) : undefined
      return new HostPlacement(one, several, stepsPerRun, memory, hostTables, values)
    } catch (error) {
      for (const session of opened) await session.close()
      throw error
    }
  }

  get choice(): ProviderChoice {
    return this.one.quiet.choice
  }

  get partlyOnCpu(): boolean {
    return this.one.quiet.partlyOnCpu
  }

  async run(steps: readonly StepInput[], made: number): Promise<(StepMetrics | undefined)[]> {
    const { quiet, full } = steps.length === 1 ? this.one : this.several!
    const session = steps.some(({ withLoss }) => withLoss) ? full : quiet
    const named = (k: number, name: string): string => (steps.length === 1 ? name : stepName(k, name))
    const feeds: Record<string, HostTensor> = { ...this.values }
    for (const [k, { feeds: batch, learningRate }] of steps.entries()) {
      for (const [name, tensor] of Object.entries(batch)) feeds[named(k, name)] = tensor
      feeds[named(k, LEARNING_RATE)] = hostTensor('float32', [], Float32Array.of(learningRate))
      feeds[named(k, STEP)] = hostTensor('float32', [], Float32Array.of(made + k + 1))
    }
    const needed: Record<string, HostTensor> = {}
    for (const { name } of session.inputs) if (feeds[name]) needed[name] = feeds[name]
    const fetches: Record<string, HostTensor | null> = {}
    for (const { name } of session.outputs) fetches[name] = null
    for (const { parts } of this.hostTables)
      for (const { names, rows, indices } of parts) {
        fetches[names.rows] = rows
        fetches[names.indices] = indices
      }
    const results = await session.run(needed, fetches)
    for (const { parts, isGradient, ...table } of this.hostTables)
      this.memory.subtractRows({
        ...table,
        parts: parts.map(({ rows, indices }) => ({ rows: rows.data, indices: indices.data })),
        scale: isGradient ? steps[0]!.learningRate : -1,
      })
    for (const [name, result] of Object.entries(results))
      if (name.startsWith('next/')) this.values[name.slice('next/'.length)] = result
    return steps.map(({ withLoss }, k) => (withLoss ? metricsOf(ownResults(results, steps.length, k)) : undefined))
  }

  async read(prefix: string): Promise<Record<string, HostTensor>> {
    return Object.fromEntries(Object.entries(this.values).filter(([name]) => name.startsWith(prefix)))
  }

  async close(): Promise<void> {
    for (const sessions of [this.one, this.several])
      if (sessions) for (const session of [sessions.quiet, sessions.full]) await session.close()
  }
}

/** Loss and metrics of step k of a run, by their own names. */
function ownResults(
  results: Readonly<Record<string, HostTensor>>,
  steps: number,
  k: number,
): Readonly<Record<string, HostTensor>> {
  const prefix = steps === 1 ? '' : stepName(k, '')
  return Object.fromEntries(
    Object.entries(results)
      .filter(([name]) => name.startsWith(prefix) && !/^(next|gradient|change)\//.test(name))
      .map(([name, result]) => [name.slice(prefix.length), result]),
  )
}

/** Memory for every parameter and slot, and for the rows of the tables that the host updates. */
function place(
  { graphs, slots, dimsOf }: HostPlacementInput,
  rowsOnHost: boolean,
): { memory: RowMemory; hostTables: HostTable[]; values: Record<string, HostTensor> } {
  const onHost = rowsOnHost ? rowTables(graphs, dimsOf) : new Map<string, RowTable>()
  const tables = slots.flatMap(({ name, dims }) => {
    const table = onHost.get(name)
    return table ? [{ dims, ...table }] : []
  })
  const limited = tables.filter(({ maxRowChange }) => maxRowChange !== undefined)
  // One table is updated after the other, in one room.
  const room = { ids: 0, kept: 0 }
  for (const { parts } of limited) {
    room.ids = Math.max(room.ids, sum(parts.map(({ dims: { indices } }) => elementCount(indices))))
    room.kept = Math.max(room.kept, sum(parts.map(({ dims: { rows } }) => elementCount(rows))))
  }
  // Slots of a table have its indices.
  const indexDims = new Map(
    tables.flatMap(({ parts }) => parts.map(({ names, dims }) => [names.indices, dims.indices])),
  )
  const memory = RowMemory.create([
    ...[...indexDims.values()].map(elementCount),
    ...tables.flatMap(({ dims, parts }) => [dims, ...parts.map(({ dims: { rows } }) => rows)].map(elementCount)),
    ...(limited.length === 0 ? [] : [...limited.map(({ dims }) => dims[0]!), room.ids, room.kept]),
  ])
  const [ids, kept] = [memory.allocateInt32(room.ids), memory.allocateFloat32(room.kept)]
  const indicesOf = new Map(
    [...indexDims].map(([name, dims]) => [name, hostTensor('int32', dims, memory.allocateInt32(elementCount(dims)))]),
  )
  const values: Record<string, HostTensor> = {}
  const hostTables: HostTable[] = []
  for (const { name, dims, initial } of slots) {
    const length = elementCount(dims)
    const table = onHost.get(name)
    const data = table ? memory.allocateFloat32(length) : new Float32Array(length)
    values[name] = hostTensor('float32', dims, data.fill(initial))
    if (!table) continue
    const { parts, isGradient, maxRowChange: most } = table
    hostTables.push({
      table: data as Float32Array<ArrayBuffer>,
      dim: elementCount(dims.slice(1)),
      isGradient,
      parts: parts.map(({ names, dims: { rows } }) => ({
        names,
        rows: hostTensor('float32', rows, memory.allocateFloat32(elementCount(rows))) as HostRows['rows'],
        indices: indicesOf.get(names.indices) as HostRows['indices'],
      })),
      ...(most !== undefined && { limit: { most, marks: memory.allocateInt32(dims[0]!), ids, kept } }),
    })
  }
  return { memory, hostTables, values }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** A table that the host updates, with the sizes of what the graph gives for it. */
interface RowTable extends Pick<GraphHostTable, 'isGradient' | 'maxRowChange'> {
  readonly parts: readonly {
    readonly names: HostRows['names']
    readonly dims: { readonly rows: readonly number[]; readonly indices: readonly number[] }
  }[]
}

/** The tables that the host updates, by name. */
function rowTables(graphs: TrainingGraphs, dimsOf: HostPlacementInput['dimsOf']): Map<string, RowTable> {
  const step = graphs.step({ rowsOnHost: true })
  return new Map(
    [...graphs.hostTables].map(([name, { parts, ...table }]) => [
      name,
      {
        ...table,
        parts: parts.map((names) => ({
          names,
          dims: { rows: dimsOf(step, names.rows), indices: dimsOf(step, names.indices) },
        })),
      },
    ]),
  )
}
