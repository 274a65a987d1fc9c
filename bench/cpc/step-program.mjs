// Our side of the comparison, in a process of its own: makes steps when it is told to, as pytorch_peer.py does.
// Usage: node bench/cpc/step-program.mjs FOLDER THREADS; each line of standard input has steps and lossEvery as JSON.
import { argv, cpuUsage, stdin, stdout, versions } from 'node:process'
import { createInterface } from 'node:readline'
import * as ort from 'onnxruntime-node'
import { openTrainer } from './step-trainer.mjs'

/** @param {object} message */
const tell = (message) => stdout.write(`${JSON.stringify(message)}\n`)

const [folder = '', threads] = argv.slice(2)
const trainer = await openTrainer(folder, Number(threads))
tell({ version: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}, Node ${versions.node}` })
for await (const line of createInterface({ input: stdin })) {
  const { steps, lossEvery } = JSON.parse(line)
  const [begin, before] = [performance.now(), cpuUsage()]
  const losses = await trainer.train(steps, lossEvery)
  const { user, system } = cpuUsage(before)
  tell({ seconds: (performance.now() - begin) / 1000, cpuSeconds: (user + system) / 1e6, losses })
}
await trainer.close()
