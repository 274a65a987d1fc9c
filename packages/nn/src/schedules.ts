// Learning-rate schedules: the rate at each point of training.
import { ValueError } from '@infonce/core'

/** The learning rate when `progress`, in [0, 1], of training is done. */
export type Schedule = (progress: number) => number

function requireRate(rate: number): void {
  if (!(rate >= 0 && rate < Infinity)) throw new ValueError(`a learning rate must be a number from 0, found ${rate}`)
}

/** The same rate throughout. */
export function constantSchedule(rate: number): Schedule {
  requireRate(rate)
  return () => rate
}

/** A straight line from one rate to another; word2vec falls to a ten-thousandth of its first rate. */
export function linearSchedule(from: number, to: number = from * 1e-4): Schedule {
  requireRate(from)
  requireRate(to)
  return (progress) => from + (to - from) * progress
}

/** Half a cosine from one rate to another (Loshchilov & Hutter 2017, eq. 5, without restarts). Default end: 0. */
export function cosineSchedule(from: number, to = 0): Schedule {
  requireRate(from)
  requireRate(to)
  return (progress) => to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2
}

/** Rises in a straight line over the first `share` of training, then runs through another schedule. */
export function withWarmUp(schedule: Schedule, share: number): Schedule {
  if (!(share >= 0 && share < 1)) throw new ValueError(`the warm-up must be a share in [0, 1), found ${share}`)
  return (progress) =>
    progress < share ? (schedule(0) * progress) / share : schedule((progress - share) / (1 - share))
}

/** How a learning rate grows with the batch, see {@link scaleLearningRate}. */
export type RateScaling = 'none' | 'linear' | 'root'

/** What the rate is multiplied by, of a batch over 256. */
const scalings: Readonly<Record<RateScaling, (times: number) => number>> = {
  none: () => 1,
  linear: (times) => times,
  root: Math.sqrt,
}

/**
 * The learning rate for a batch, of a rate that is given for batches of 256.
 * @param batch examples in a batch
 * @param scaling `'linear'`: rate·batch/256 (Goyal et al. 2017); `'root'`: rate·√(batch/256) (Krizhevsky 2014);
 *   `'none'`: the rate as it is. SimCLR (Chen et al. 2020, appendix B.1) counts its root from a batch of 1,
 *   0.075·√batch, which is 1.2·√(batch/256)
 * @throws ValueError for a rate that is no number from 0, or a batch that is no whole number from 1
 */
export function scaleLearningRate(rate: number, batch: number, scaling: RateScaling): number {
  requireRate(rate)
  if (!Number.isInteger(batch) || batch < 1)
    throw new ValueError(`a batch must be a whole number from 1, found ${batch}`)
  return rate * scalings[scaling](batch / 256)
}
