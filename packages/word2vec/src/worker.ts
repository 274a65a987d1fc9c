// The script of a worker thread that trains.
import { serveThread } from '@infonce/runtime'
import { openCorpus } from './open-corpus.js'
import { type RunEvent, type TrainInFolderOptions, trainInFolder } from './run-folder.js'
import { type TrainWord2vecOptions, trainWord2vec } from './train.js'
import { packEvents } from './worker-events.js'
import type { WorkerTask } from './worker-training.js'

serveThread(({ task, options }: WorkerTask, signal) => {
  const opened = { ...options, corpus: openCorpus(options.corpus), signal }
  return packEvents<RunEvent>(
    task === 'train' ? trainWord2vec(opened as TrainWord2vecOptions) : trainInFolder(opened as TrainInFolderOptions),
  )
})
