// Trains a skip-gram model: from a corpus to parameters, as a stream of events; here, or in a worker.
import {
  type ModelEvent,
  type NodeWorker,
  type TrainInWorkerOptions,
  type TrainModelOptions,
  trainInWorker,
  trainModel,
  type WebWorker,
} from '@infonce/runtime'
import type { CorpusDescription } from './corpus-description.js'
import { type Word2vecTypes, word2vec } from './definition.js'

/** What {@link trainWord2vec} is given. */
export type TrainWord2vecOptions = TrainModelOptions<Word2vecTypes>

/** What happens during training. `words` counts words of the vocabulary in the text read, all epochs together. */
export type Word2vecEvent = ModelEvent<Word2vecTypes>

/**
 * Trains skip-gram on a corpus: see `trainModel`.
 * @throws ConfigurationError for impossible settings; CorpusError for a corpus that cannot be read or is too small;
 *   ProviderError when the provider cannot be used here; TrainingError when training diverges
 */
export const trainWord2vec = (options: TrainWord2vecOptions): AsyncGenerator<Word2vecEvent, void> =>
  trainModel(word2vec, options)

/** What {@link trainWord2vecInWorker} is given: as for `trainWord2vec`, with a corpus that is described. */
export type TrainWord2vecInWorkerOptions = TrainInWorkerOptions<Word2vecTypes> & { readonly corpus: CorpusDescription }

/**
 * Trains skip-gram in a worker: see `trainInWorker`.
 * @param worker `new Worker(new URL('@infonce/word2vec/worker', import.meta.url), { type: 'module' })` where a bundler
 *   knows that form
 */
export const trainWord2vecInWorker = (
  worker: NodeWorker | WebWorker,
  options: TrainWord2vecInWorkerOptions,
): AsyncGenerator<Word2vecEvent, void> => trainInWorker(word2vec, worker, options)
