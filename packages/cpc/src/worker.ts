// The script of a worker thread that trains.
import { serveThread } from '@infonce/runtime'
import { type RunEvent, type TrainInFolderOptions, trainInFolder } from './run-folder.js'
import { trainDescribed } from './train-described.js'
import { packEvents, type WorkerTask } from './worker-training.js'

serveThread(({ task, options }: WorkerTask, signal) => {
  const given = { ...options, signal }
  return packEvents<RunEvent>(task === 'train' ? trainDescribed(given) : trainInFolder(given as TrainInFolderOptions))
})
