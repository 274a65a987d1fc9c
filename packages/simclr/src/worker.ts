// The script of a worker thread that trains.
import { packModels, serveThread } from '@infonce/runtime'
import { type RunEvent, type TrainInFolderOptions, trainInFolder } from './run-folder.js'
import { trainDescribed } from './train-described.js'
import type { WorkerTask } from './worker-training.js'

serveThread(({ task, options }: WorkerTask, signal) => {
  const given = { ...options, signal }
  return packModels<RunEvent>(task === 'train' ? trainDescribed(given) : trainInFolder(given as TrainInFolderOptions))
})
