// A trainer: parameters, optimizer state and the step that moves them, wherever they live.
import { checkOptions, dimensionSize, type Graph, isInput, type Shape, ValueError } from '@infonce/core'
import { averagedParameters, type CachedTrainingGraphs, type TrainingGraphs } from '@infonce/nn'
import { toModel } from '@infonce/onnx'
import { chooseBackend } from './backends.js'
import { CachedPlacement, type CachedPlacementInput } from './cached-placement.js'
import { checkSizes } from './check-sizes.js'
import { DevicePlacement } from './device-placement.js'
import { SessionError } from './errors.js'
import { HostPlacement } from './host-placement.js'
import type { HostTensor } from './host-tensor.js'
import { openOn } from './ort-session.js'
import type { Placement, Slot, StepInput, StepMetrics } from './placement.js'
import { defaultProvider } from './platform.js'
import type { Provider, ProviderChoice } from './provider.js'
import type { Session } from './session.js'
import { checkThreads } from './threads.js'

/** What a {@link Trainer} is opened with. */
export interface TrainerOptions {
  /**
   * Writes the starting numbers: called once with every parameter (`parameter/…`, zeros) and every slot of the
   * optimizer's state (`state/…`, at its initial number), to be written in place.
   */
  readonly initialize: (values: Readonly<Record<string, HostTensor>>) => void | Promise<void>
  /** Sizes of the named dimensions of parameters and batch, the same at every step. Default: none */
  readonly sizes?: Readonly<Record<string, number>>
  /** Steps made before these numbers. Default: 0. */
  readonly steps?: number
  /** Where to train. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: Provider | 'auto'
  /** Refuses a provider that would leave some operator of the step to the CPU. Default: false. */
  readonly strict?: boolean
  /**
   * Steps that one run of a graph makes, where parameters cross to the device and back at every run. Default: 8 for
   * `cuda`; 1 for all others, and for `webgpu`, where they stay on the device, always.
   */
  readonly stepsPerRun?: number
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
}

/**
 * Makes training steps on one provider. On WebGPU parameters and the optimizer's state stay on the device; elsewhere
 * they live in host memory, and tables whose gradient comes as rows are updated there, or several steps are made in one
 * run. The numbers are the same but for rounding.
 *
 * Steps, reads and the close wait for each other, in the order of their calls; after the close each throws a
 * `SessionError`.
 */
export class Trainer {
  private closed = false
  /** The last call, settled or not: a step frees on the device what a call beside it would still read. */
  private last: Promise<unknown> = Promise.resolve()

  private constructor(
    readonly graphs: TrainingGraphs | CachedTrainingGraphs,
    private readonly placement: Placement,
    private made: number,
  ) {}

  /**
   * Builds the step's graph, opens it and places the parameters.
   * @throws ValueError for impossible options; ShapeError for a named dimension without a size; ProviderError when the
   *   provider cannot be used here; RowMemoryError when the tables do not fit; SessionError when the graph cannot be
   *   opened
   */
  static async open(graphs: TrainingGraphs | CachedTrainingGraphs, options: TrainerOptions): Promise<Trainer> {
    const { provider = defaultProvider, strict = false, steps = 0, initialize } = options ?? {}
    if (typeof initialize !== 'function')
      throw new ValueError(
        `Trainer.open: initialize must be a function that writes the starting numbers, (values) => …; found ${initialize}`,
      )
    const cached = 'accumulate' in graphs
    const given = options.sizes ?? {}
    const sizes = checkSizes(cached ? graphs.apply() : graphs.loss(), given)
    if (!Number.isInteger(steps) || steps < 0)
      throw new ValueError(`steps must be a whole number from 0, found ${steps}`)
    const { backend, choice } = await chooseBackend(provider, checkThreads(options.threads))
    const { stepsPerRun = backend.stepsPerRun } = options
    if (!Number.isInteger(stepsPerRun) || stepsPerRun < 1)
      throw new ValueError(`stepsPerRun must be a whole number from 1, found ${stepsPerRun}`)
    const open = (model: Uint8Array, onDevice: readonly string[]) =>
      openOn(model, { backend, choice, strict, onDevice })
    const slots = slotsOf(graphs, sizes)
    if (cached) {
      const { keepsTensors } = backend
      const openGraph: CachedPlacementInput['open'] = (graph, bound, onDevice) => {
        const all = { ...given, ...bound }
        checkSizes(graph, all)
        return open(toModel(graph, { sizes: all }), onDevice)
      }
      const placement = await CachedPlacement.open({ graphs, initialize, slots, keepsTensors, open: openGraph })
      return new Trainer(graphs, placement, steps)
    }
    const shared = {
      graphs,
      initialize,
      slots,
      toModel: (graph: Graph) => toModel(graph, { sizes: given }),
    }
    const placement = backend.keepsTensors
      ? await DevicePlacement.open({ ...shared, open })
      : await HostPlacement.open({
          ...shared,
          stepsPerRun,
          open: (model) => open(model, []) as Promise<unknown> as Promise<Session>,
          dimsOf: (graph, output) => sizesOf(graph.outputs[output]!.shape, sizes),
        })
    return new Trainer(graphs, placement, steps)
  }

  /** Steps made so far, those before a resumption included. */
  get steps(): number {
    return this.made
  }

  /** Where it trains, and why there. */
  get choice(): ProviderChoice {
    return this.placement.choice
  }

  /** Whether some operators of the step run on the CPU, because the provider lacks them. */
  get partlyOnCpu(): boolean {
    return this.placement.partlyOnCpu
  }

  /** How many steps {@link run} makes at once. */
  get stepsPerRun(): number {
    return this.placement.stepsPerRun
  }

  /**
   * Makes one step.
   * @param batch the inputs named `batch/…`
   * @param withLoss whether to compute the loss and metrics of this batch, before the step; it costs some time. Default:
   *   true
   * @returns the loss and metrics, or `undefined` without them
   */
  async step(
    batch: Readonly<Record<string, HostTensor>>,
    learningRate: number,
    withLoss = true,
  ): Promise<StepMetrics | undefined> {
    checkBatch(batch)
    if (!(learningRate >= 0))
      throw new ValueError(`step: the learning rate must be a number of at least 0; found ${learningRate}`)
    return (await this.run([{ feeds: batch, learningRate, withLoss }]))[0]
  }

  /**
   * Makes steps one after the other, {@link stepsPerRun} in a run; what is left of them makes a run each.
   * @returns loss and metrics of each, `undefined` where they were not asked for
   */
  run(steps: readonly StepInput[]): Promise<(StepMetrics | undefined)[]> {
    return this.inTurn(() => this.runNow(steps))
  }

  private async runNow(steps: readonly StepInput[]): Promise<(StepMetrics | undefined)[]> {
    const results: (StepMetrics | undefined)[] = []
    while (results.length < steps.length) {
      const rest = steps.slice(results.length)
      const group = rest.slice(0, rest.length < this.stepsPerRun ? 1 : this.stepsPerRun)
      results.push(...(await this.placement.run(group, this.made)))
      this.made += group.length
    }
    return results
  }

  /**
   * Parameters by the names of their inputs. They may be the live memory: copy what must outlast the next step.
   * @param options `averaged`: their averages over the steps instead, where the training keeps some, from its first step
   *   on; a parameter without an average stays as it is. Default: false
   * @throws ValueError for averages where there are none
   */
  async readParameters(options: { readonly averaged?: boolean } = {}): Promise<Record<string, HostTensor>> {
    checkOptions('readParameters', options, ['averaged'])
    if (!options.averaged) return this.inTurn(() => this.placement.read('parameter/'))
    if (!this.graphs.definition.averaging || this.made === 0)
      throw new ValueError(
        `there are no averages of weights: ${this.made === 0 ? 'they begin with the first step' : "give the training 'averaging'"}`,
      )
    return this.inTurn(async () =>
      averagedParameters(await this.placement.read('parameter/'), await this.placement.read('state/')),
    )
  }

  /** The optimizer's state by the names of its inputs. */
  async readState(): Promise<Record<string, HostTensor>> {
    return this.inTurn(() => this.placement.read('state/'))
  }

  /** Frees the graphs, and what lies on the device. Closing twice does nothing. */
  async close(): Promise<void> {
    if (this.closed) return
    const closing = this.inTurn(() => this.placement.close())
    this.closed = true
    await closing
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new SessionError('the trainer is closed: open another one to continue')
    const turn = this.last.then(work)
    this.last = turn.catch(() => undefined)
    return turn
  }
}

function checkBatch(batch: unknown): void {
  if (typeof batch !== 'object' || batch === null)
    throw new ValueError(`step: expected the inputs of the batch by name; found ${batch}`)
  for (const [name, tensor] of Object.entries(batch))
    if (!Array.isArray((tensor as HostTensor | undefined)?.dims))
      throw new ValueError(
        `step: '${name}' must be a tensor with its shape: hostTensor('float32', [2, 3], Float32Array.of(…))`,
      )
}

const sizesOf = (shape: Shape, sizes: ReadonlyMap<string, number>): number[] =>
  shape.map((dimension) => dimensionSize(dimension, sizes))

function slotsOf(graphs: TrainingGraphs | CachedTrainingGraphs, sizes: ReadonlyMap<string, number>): Slot[] {
  const parameters = graphs.definition.parameters
    .filter(isInput)
    .map(({ attributes: { name, shape } }) => ({ name, dims: sizesOf(shape, sizes), initial: 0 }))
  const state = graphs.stateSlots.map(({ name, shape, initial }) => ({ name, dims: sizesOf(shape, sizes), initial }))
  return [...parameters, ...state]
}
