// Trains in a folder until it is done or killed, and tells its parent of it. A process that starts quickly.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { trainInFolder } from '@infonce/runtime'
import { fileCorpus, word2vec } from '@infonce/word2vec'

/** What the worker is given, as JSON, in its first argument. */
export interface WorkerTask {
  readonly folder: string
  readonly corpus: string
  readonly configuration: Readonly<Record<string, number>>
  readonly checkpointSeconds: number
}

const { folder, corpus, configuration, checkpointSeconds } = JSON.parse(process.argv[2]!) as WorkerTask
// A run that is killed before it has a name is started again, as a user would.
const resume = existsSync(join(folder, 'run.json'))
const run = trainInFolder(word2vec, {
  folder,
  corpus: fileCorpus(corpus),
  ...(resume ? { resume } : { configuration }),
  checkpointSeconds,
  threads: 1,
})
for await (const event of run)
  if (event.type === 'begin') process.send!({ type: 'begin', step: event.steps })
  else if (event.type === 'checkpoint') process.send!({ type: 'checkpoint', step: event.step })
process.disconnect!()
