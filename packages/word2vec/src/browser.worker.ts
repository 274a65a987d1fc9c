// The script of a Web Worker that trains.
import { serveStream, type WorkerScope } from '@infonce/runtime'
import { openCorpus } from './open-corpus.js'
import { trainWord2vec } from './train.js'
import { packEvents } from './worker-events.js'
import type { WorkerTask } from './worker-training.js'

serveStream(globalThis as unknown as WorkerScope, ({ options }: WorkerTask, signal) =>
  packEvents(trainWord2vec({ ...options, corpus: openCorpus(options.corpus), signal })),
)
