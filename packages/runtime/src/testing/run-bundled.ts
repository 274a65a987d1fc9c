// Bundles TypeScript that imports this package's sources and runs it in a child process of plain Node.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const sourceOf = (name: string): string => fileURLToPath(new URL(`../../../${name}/src`, import.meta.url))

/** Bundles an ES module's text into a file in `folder`; ONNX Runtime stays outside. Returns its path. */
export async function bundle(folder: string, text: string, name = 'child'): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    stdin: { contents: text, loader: 'ts', resolveDir: folder },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['onnxruntime-node', 'onnxruntime-web'],
    alias: {
      '@infonce/runtime/src': sourceOf('runtime'),
      '@infonce/core': join(sourceOf('core'), 'index.ts'),
      '@infonce/onnx': join(sourceOf('onnx'), 'index.ts'),
    },
    outfile,
  })
  return outfile
}

/** What a finished child left. */
export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a command and collects what it prints; `finished` resolves when it has ended, however it ended. */
export function start(
  command: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, finished }
}

/** Bundles a module and runs it to its end. */
export async function runBundled(folder: string, text: string): Promise<Finished> {
  return start(process.execPath, [await bundle(folder, text)]).finished
}
