// The script of a Web Worker that trains.
import { serveStream, type WorkerScope } from '@infonce/runtime'
import { trainDescribed } from './train-described.js'
import { packEvents, type WorkerTask } from './worker-training.js'

serveStream(globalThis as unknown as WorkerScope, ({ options }: WorkerTask, signal) =>
  packEvents(trainDescribed({ ...options, signal })),
)
