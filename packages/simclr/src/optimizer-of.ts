// The optimizer and the learning rate of a configuration.
import {
  adamW,
  cosineSchedule,
  lars,
  momentum,
  type Optimizer,
  type Schedule,
  scaleLearningRate,
  withWarmUp,
} from '@infonce/nn'
import type { Configuration } from './configuration.js'

const makers: Readonly<Record<Configuration['optimizer'], (configuration: Configuration) => Optimizer>> = {
  sgd: ({ momentum: kept, weightDecay }) => momentum({ momentum: kept, weightDecay }),
  lars: ({ momentum: kept, weightDecay }) => lars({ momentum: kept, weightDecay }),
  adamw: ({ weightDecay }) => adamW({ weightDecay }),
}

/** What moves the parameters. */
export const optimizerOf = (configuration: Configuration): Optimizer => makers[configuration.optimizer](configuration)

/** The learning rate over the training: it rises during the warm-up, then falls along half a cosine to 0. */
export function scheduleOf({ learningRate, scaling, batch, warmUp }: Configuration): Schedule {
  return withWarmUp(cosineSchedule(scaleLearningRate(learningRate, batch, scaling)), warmUp)
}
