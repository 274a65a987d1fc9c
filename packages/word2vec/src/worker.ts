// The script of a worker thread that trains.
import { parentPort, workerData } from 'node:worker_threads'
import { serveStream, useNativeGate } from '@infonce/runtime'
import { openCorpus } from './open-corpus.js'
import { type RunEvent, type TrainInFolderOptions, trainInFolder } from './run-folder.js'
import { type TrainWord2vecOptions, trainWord2vec } from './train.js'
import { packEvents } from './worker-events.js'
import type { WorkerTask } from './worker-training.js'

const { gate } = (workerData ?? {}) as { readonly gate?: SharedArrayBuffer }
if (gate) useNativeGate(gate)

serveStream(parentPort!, ({ task, options }: WorkerTask, signal) => {
  const opened = { ...options, corpus: openCorpus(options.corpus), signal }
  return packEvents<RunEvent>(
    task === 'train' ? trainWord2vec(opened as TrainWord2vecOptions) : trainInFolder(opened as TrainInFolderOptions),
  )
})
