// The script of a Web Worker that trains.
import { packModels, serveStream, type WorkerScope } from '@infonce/runtime'
import { trainDescribed } from './train-described.js'
import type { WorkerTask } from './worker-training.js'

serveStream(globalThis as unknown as WorkerScope, ({ options }: WorkerTask, signal) =>
  packModels(trainDescribed({ ...options, signal })),
)
