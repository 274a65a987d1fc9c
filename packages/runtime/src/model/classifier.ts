// A network trained with labels, whichever model it is of: what a representation is worth when it is made for one question.
import { add, everyClass, fullSoftmax, input, matmul, type Random, type Tensor, transpose } from '@infonce/core'
import { type TrainingDefinition, TrainingGraphs } from '@infonce/nn'
import { type StartingParameter, startParameters, weightOf } from '../starting-parameter.js'
import { Trainer, type TrainerOptions } from '../trainer.js'
import { type TrainingEvent, type TrainOptions, train } from '../training-loop.js'

/** The input with the classes of a batch, int32 [N]. */
export const CLASSES = 'batch/labels'

/** The features of a set: a row of numbers for each entry. */
type FeaturesOf<Encoder, Set, Options> = (
  encoder: Encoder,
  set: Set,
  options: Options | undefined,
) => Promise<{ readonly rows: number; readonly columns: number; readonly data: Float32Array }>

/** A network that was trained with labels: the encoder of a model, and a linear layer on its features. */
export class Classifier<Encoder, Set, Options> {
  constructor(
    /** It gives features, and has nothing else that only the contrastive loss needs. */
    readonly encoder: Encoder,
    /** The classes, in the order of the rows of the linear layer. */
    readonly classes: readonly string[],
    /** float32 [classes, H] and [classes]. */
    private readonly weight: Float32Array,
    private readonly bias: Float32Array,
    private readonly features: FeaturesOf<Encoder, Set, Options>,
  ) {}

  /**
   * The class of each entry of a set.
   * @throws what embedding throws: for entries that the encoder cannot encode, and the signal's reason when given
   */
  async classify(set: Set, options?: Options): Promise<string[]> {
    const { rows, columns, data } = await this.features(this.encoder, set, options)
    return Array.from({ length: rows }, (_, n) => this.classOf(data.subarray(n * columns, (n + 1) * columns)))
  }

  private classOf(features: Float32Array): string {
    const scores = this.classes.map((_, row) =>
      features.reduce((sum, value, i) => sum + value * this.weight[row * features.length + i]!, this.bias[row]!),
    )
    return this.classes[scores.indexOf(Math.max(...scores))]!
  }
}

/** What happens during supervised training. */
export type ClassifierEvent<Trained> =
  | Extract<TrainingEvent, { type: 'step' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: Trained })

/** Names of the parameters of the linear layer. */
const LAYER = ['classes.weight', 'classes.bias'] as const

/** The graphs of a step, and what their parameters start from. */
export interface ClassifierGraphs {
  readonly graphs: TrainingGraphs
  readonly parameters: readonly StartingParameter[]
}

/**
 * The cross-entropy of a linear layer on features.
 * @param features float32 [N, H], of a batch whose classes are fed as {@link CLASSES}
 * @param classes how many there are
 * @param parameters of the network that gives the features
 */
export function classifierGraphs(
  features: Tensor,
  classes: number,
  parameters: readonly StartingParameter[],
  rest: Omit<TrainingDefinition, 'loss' | 'metrics' | 'parameters'>,
): ClassifierGraphs {
  const [N, H] = features.shape as readonly number[]
  const [weight, bias] = [weightOf(LAYER[0], [classes, H!], H!), weightOf(LAYER[1], [classes], H!)]
  const scores = add(matmul(features, transpose(weight.tensor)), bias.tensor)
  const { loss, metrics } = fullSoftmax(everyClass(scores, input(CLASSES, 'int32', [N!])))
  const all = [...parameters, weight, bias]
  const of = { loss, metrics: { accuracy: metrics.accuracy }, parameters: all.map(({ tensor }) => tensor) }
  return { graphs: new TrainingGraphs({ ...rest, ...of }), parameters: all }
}

/** What {@link trainClassifier} is given. */
export interface TrainClassifierOptions<Encoder, Set, Options>
  extends Pick<TrainOptions, 'source' | 'schedule' | 'lossEvery' | 'signal'>,
    Pick<TrainerOptions, 'provider' | 'threads'> {
  readonly classes: readonly string[]
  readonly training: ClassifierGraphs
  /** What parameters start from. */
  readonly random: Random
  /** The encoder of what was trained. */
  readonly encoder: (trainer: Trainer) => Promise<Encoder>
  readonly features: FeaturesOf<Encoder, Set, Options>
}

/** Trains a network with labels. Throws what opening a trainer and {@link train} throw. */
export async function* trainClassifier<Encoder, Set, Options>(
  given: TrainClassifierOptions<Encoder, Set, Options>,
): AsyncGenerator<ClassifierEvent<Classifier<Encoder, Set, Options>>, void> {
  const { classes, training, random, encoder, features, provider, threads, ...options } = given
  const trainer = await Trainer.open(training.graphs, {
    sizes: {},
    initialize: (values) => startParameters(training.parameters, values, random),
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
  })
  try {
    for await (const event of train({ ...options, trainer }))
      if (event.type === 'step') yield event
      else if (event.type === 'end') {
        const numbers = await trainer.readParameters()
        const [weight, bias] = LAYER.map((name) => numbers[`parameter/${name}`]!.data as Float32Array)
        const trained: Encoder = await encoder(trainer)
        yield { ...event, model: new Classifier(trained, classes, weight!, bias!, features) }
      }
  } finally {
    await trainer.close()
  }
}
