// A loss of a large batch and its gradient, computed for some anchors at a time.
import { gradient, type InputAttributes, inputsOf, isInput, type Tensor, toDense, ValueError } from '@infonce/core'
import { FIRST_ANCHOR } from '@infonce/nn'
import { toModel } from '@infonce/onnx'
import type { HostTensor } from './host-tensor.js'
import { openSession } from './open-session.js'
import { defaultProvider } from './platform.js'
import { runBlocks } from './run-blocks.js'
import type { Session, SessionOptions } from './session.js'

/** What a {@link BlockedLoss} is opened with. */
export interface BlockedLossOptions extends Omit<SessionOptions, 'provider'> {
  /**
   * float32 scalar: the mean over anchors `block/first` and the `block − 1` after it, which it reads by `firstAnchor()`
   * of nn.
   */
  readonly loss: Tensor
  /** float32 scalars by name, means over the anchors of a block. Default: none */
  readonly metrics?: Readonly<Record<string, Tensor>>
  /** The inputs by which the gradient is taken, float32. */
  readonly by: readonly Tensor[]
  /** Anchors of the batch. */
  readonly anchors: number
  /** Anchors that are seen at once, a divisor of all. */
  readonly block: number
  /** Sizes of named dimensions. Default: none */
  readonly sizes?: Readonly<Record<string, number>>
  /** Where it runs. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: SessionOptions['provider']
}

/** What {@link BlockedLoss.run} returns. */
export interface BlockedLossResult {
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
  /** By the names of the inputs. */
  readonly gradients: Readonly<Record<string, HostTensor>>
}

/**
 * The loss of a batch of N anchors and its gradient, of which one block of R anchors is computed at a time: memory grows
 * with R·N, not with N². Value and gradient are those of the loss over the whole batch, but for rounding.
 *
 * ```ts
 * const [a, b] = [input('batch/a', 'float32', [N, D]), input('batch/b', 'float32', [N, D])]
 * const first = firstAnchor()
 * const scores = divide(dotProduct(rowsFrom(a, first, R), b), 0.05)
 * const { loss } = infoNCE(inBatch(scores, { firstAnchor: first }))
 * const blocked = await BlockedLoss.open({ loss, by: [a, b], anchors: N, block: R })
 * ```
 */
export class BlockedLoss {
  private constructor(
    private readonly session: Session,
    private readonly blocks: { readonly count: number; readonly size: number },
  ) {}

  /**
   * @throws ValueError for a loss that does not read `block/first`, for what is no input, and for blocks that do not fill
   *   the batch; what `openSession` throws
   */
  static async open(options: BlockedLossOptions): Promise<BlockedLoss> {
    const { loss, metrics = {}, by, anchors, block, sizes = {}, provider = defaultProvider, ...session } = options
    for (const [what, count] of Object.entries({ anchors, block }))
      if (!Number.isSafeInteger(count) || count < 1)
        throw new ValueError(`BlockedLoss: ${what} must be a whole number from 1; found ${count}`)
    if (anchors % block !== 0)
      throw new ValueError(`BlockedLoss: blocks of ${block} do not fill ${anchors} anchors: take a divisor of them`)
    const wrong = by.find((node) => !isInput(node))
    if (wrong) throw new ValueError(`BlockedLoss: the gradient is taken by inputs; found ${wrong}`)
    const names = by.map((node) => (node as Tensor<InputAttributes>).attributes.name)
    const slopes = gradient(loss, by)
    const outputs: Record<string, Tensor> = { loss }
    for (const [name, metric] of Object.entries(metrics)) outputs[`metric/${name}`] = metric
    names.forEach((name, i) => {
      outputs[`gradient/${name}`] = toDense(slopes[i]!)
    })
    const inputs = inputsOf(Object.values(outputs))
    if (!inputs.some(({ attributes }) => attributes.name === FIRST_ANCHOR))
      throw new ValueError(
        `BlockedLoss: the loss does not read '${FIRST_ANCHOR}', so that all blocks would be the same`,
      )
    const model = toModel({ name: 'blocked-loss', inputs, outputs, metadata: {} }, { sizes })
    const opened = await openSession(model, { ...session, provider })
    return new BlockedLoss(opened, { count: anchors / block, size: block })
  }

  /**
   * Loss, metrics and gradient of a batch.
   * @param feeds all inputs but `block/first`
   * @throws SessionError for inputs that do not fit, and where ONNX Runtime fails
   */
  async run(feeds: Readonly<Record<string, HostTensor>>): Promise<BlockedLossResult> {
    const found = await runBlocks(
      this.blocks,
      (block) => this.session.run({ ...feeds, ...block }),
      () => true,
    )
    const scalar = (name: string): number => found[name]!.data[0] as number
    const named = (prefix: string): string[] =>
      Object.keys(found).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
    return {
      loss: scalar('loss'),
      metrics: Object.fromEntries(named('metric/').map((name) => [name, scalar(`metric/${name}`)])),
      gradients: Object.fromEntries(named('gradient/').map((name) => [name, found[`gradient/${name}`]!])),
    }
  }

  /** Frees the graph. Closing twice does nothing. */
  close(): Promise<void> {
    return this.session.close()
  }
}
