// The command in one lasting process: what it prints and its exit code, without starting Node for each.
import { PassThrough } from 'node:stream'
import { collectAtOnce } from '../garbage-collection.js'
import { program } from '../program.js'
import { reportError } from '../report-error.js'

/** What is asked. */
export interface Question {
  readonly args: readonly string[]
  readonly folder: string
}

/** What a process of its own would have left. */
export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Collects what is written to a stream, until it is asked for. */
function collect(stream: NodeJS.WriteStream): () => string {
  const pipe = new PassThrough()
  const { write } = stream
  let text = ''
  pipe.on('data', (chunk) => {
    text += chunk
  })
  stream.write = pipe.write.bind(pipe) as typeof stream.write
  return () => {
    stream.write = write
    return text + (pipe.read() ?? '')
  }
}

async function answer({ args, folder }: Question): Promise<Answer> {
  process.chdir(folder)
  process.exitCode = 0
  process.argv = [process.argv[0]!, process.argv[1]!, ...args]
  const outputs = [collect(process.stdout), collect(process.stderr)]
  try {
    await program().parseAsync()
  } catch (error) {
    process.exitCode = reportError(error, args.includes('--debug'))
  }
  // Listeners of what was written run before it is read.
  await new Promise(setImmediate)
  const [stdout, stderr] = outputs.map((taken) => taken()) as [string, string]
  const code = Number(process.exitCode ?? 0)
  process.exitCode = 0
  return { code, stdout, stderr }
}

collectAtOnce()
let last: Promise<unknown> = Promise.resolve()
process.on('message', (question: Question) => {
  last = last.then(async () => process.send!(await answer(question)))
})
process.on('disconnect', () => process.exit(0))
