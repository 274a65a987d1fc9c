// What a network is built from: parameters and normalizations, in its three readings.
import { add, input, isInput, multiply, parameter, type Tensor } from '@infonce/core'
import { batchNormalize, type CarriedState, groupNormalize, type Initializer, normalizeBy } from '@infonce/nn'
import type { StartingParameter } from '@infonce/runtime'
import type { Configuration } from '../configuration.js'

/** Gives a network its parts by their names; every name is asked for once. */
export interface Layers {
  /** Whether weights are others in the next run. */
  readonly weightsChange: boolean
  weight(name: string, shape: readonly number[], initialize: Initializer): Tensor
  /** Normalizes x [N, C, …], with a gain and a shift for each channel. */
  normalize(name: string, x: Tensor): Tensor
}

/** How much a step counts in running statistics; PyTorch's default. */
const STATISTICS_RATE = 0.1

const channelsOf = (x: Tensor): number => x.shape[1] as number

/** By groups of channels; `layer` is one group. Vectors [N, D] are one group as well: they have few entries. */
function byGroups(x: Tensor, gain: Tensor, shift: Tensor, { normalization, groups }: Configuration): Tensor {
  return groupNormalize(x, normalization === 'layer' || x.rank === 2 ? 1 : groups, gain, shift)
}

abstract class NamedLayers implements Layers {
  abstract readonly weightsChange: boolean
  constructor(protected readonly configuration: Configuration) {}

  abstract weight(name: string, shape: readonly number[], initialize: Initializer): Tensor
  protected abstract byBatch(name: string, x: Tensor, gain: Tensor, shift: Tensor): Tensor

  normalize(name: string, x: Tensor): Tensor {
    const width = [channelsOf(x)]
    const gain = this.weight(`${name}.gain`, width, (out) => out.fill(1))
    const shift = this.weight(`${name}.shift`, width, (out) => out.fill(0))
    return this.configuration.normalization === 'batch'
      ? this.byBatch(name, x, gain, shift)
      : byGroups(x, gain, shift, this.configuration)
  }
}

/** In training: parameters, and batch normalization by the batch, whose statistics are carried over. */
export class TrainedLayers extends NamedLayers {
  readonly weightsChange = true
  readonly parameters: StartingParameter[] = []
  readonly carried: CarriedState[] = []

  weight(name: string, shape: readonly number[], initialize: Initializer): Tensor {
    const tensor = parameter(name, shape)
    this.parameters.push({ tensor, initialize })
    return tensor
  }

  protected byBatch(name: string, x: Tensor, gain: Tensor, shift: Tensor): Tensor {
    const { value, mean, variance } = batchNormalize(x, gain, shift)
    for (const [statistic, found, initial] of [
      ['mean', mean, 0],
      ['variance', variance, 1],
    ] as const) {
      const tensor = input(`state/${name}.${statistic}`, 'float32', [channelsOf(x)])
      const next = add(multiply(1 - STATISTICS_RATE, tensor), multiply(STATISTICS_RATE, found))
      this.carried.push({ tensor, next, initial })
    }
    return value
  }
}

/** In use: the same parameters, and batch normalization by the statistics that training left. */
export class FixedLayers extends NamedLayers {
  readonly weightsChange = false
  readonly inputs: Tensor[] = []

  weight(name: string, shape: readonly number[]): Tensor {
    return this.keep(parameter(name, shape))
  }

  protected byBatch(name: string, x: Tensor, gain: Tensor, shift: Tensor): Tensor {
    const [mean, variance] = ['mean', 'variance'].map((statistic) =>
      this.keep(input(`state/${name}.${statistic}`, 'float32', [channelsOf(x)])),
    ) as [Tensor, Tensor]
    return normalizeBy(x, mean, variance, gain, shift)
  }

  private keep(tensor: Tensor): Tensor {
    this.inputs.push(tensor)
    return tensor
  }
}

/**
 * The momentum encoder of MoCo (He et al. 2020, eq. 2): each weight follows that of the trained encoder. A step reads the
 * weight after it has followed. Batch normalization is by the batch of keys.
 */
export class MomentumLayers extends NamedLayers {
  readonly weightsChange = true
  readonly carried: CarriedState[] = []
  private readonly followed: ReadonlyMap<string, Tensor>

  /** @param trained the layers of the trained encoder, all of whose weights have been asked for */
  constructor(configuration: Configuration, { parameters }: TrainedLayers) {
    super(configuration)
    const tensors = parameters.map(({ tensor }) => tensor).filter(isInput)
    this.followed = new Map(tensors.map((tensor) => [tensor.attributes.name, tensor]))
  }

  weight(name: string, shape: readonly number[]): Tensor {
    const { keyMomentum } = this.configuration
    const trained = `parameter/${name}`
    const tensor = input(keyName(trained), 'float32', shape)
    const next = add(multiply(keyMomentum, tensor), multiply(1 - keyMomentum, this.followed.get(trained)!))
    this.carried.push({ tensor, next })
    return next
  }

  protected byBatch(_name: string, x: Tensor, gain: Tensor, shift: Tensor): Tensor {
    return batchNormalize(x, gain, shift).value
  }
}

/** The momentum encoder's copy of a parameter. */
export const keyName = (parameter: string): string => parameter.replace('parameter/', 'state/key.')
