// Our side of the comparison, in a process of its own: makes steps when it is told to, as pytorch_peer.py does.
// Usage: node bench/cpc/step-program.mjs FOLDER THREADS
import { argv } from 'node:process'
import { serveSteps } from '../lib/step-trainer.mjs'
import { openTrainer } from './step-trainer.mjs'

const [folder = '', threads] = argv.slice(2)
await serveSteps(await openTrainer(folder, Number(threads)))
