// A folder outside the workspace where the packages are installed from their tarballs, as a user would have them.
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CheckFailure } from './report.mjs'
import { publishedPackages, ROOT } from './root.mjs'
import { succeed } from './run.mjs'

// The proxy of onnxruntime-node's install script: no port where anything listens.
const NOWHERE = 'http://127.0.0.1:9'

// Longer than any program of a document goes without a word, on a slow machine too.
const PROGRAM_SILENCE = 15 * 60_000

/**
 * Packs every published package.
 * @param {string} folder where the tarballs go
 * @returns {Promise<Map<string, string>>} tarballs by the package's name
 */
export async function pack(folder) {
  await mkdir(folder, { recursive: true })
  const packages = publishedPackages()
  const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  await succeed('npm', [...packing, ...packages.map((found) => found.folder)])
  return new Map(
    packages.map(({ name, version }) => {
      const file = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
      if (!existsSync(file)) throw new CheckFailure(`npm pack made no ${file}, but: ${readdirSync(folder).join(', ')}`)
      return [name, file]
    }),
  )
}

/** Programs and types against the installed packages. */
export class Consumer {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder
  }

  /**
   * Installs tarballs, the scripts of dependencies included. That of onnxruntime-node cannot download, and so fails
   * where it would, on Linux x64, as it does where NuGet is out of reach.
   * @param {Iterable<string>} tarballs
   */
  async install(tarballs) {
    await this.write('package.json', JSON.stringify({ private: true, type: 'module' }))
    await this.#npmInstall(tarballs, { GLOBAL_AGENT_HTTP_PROXY: NOWHERE, GLOBAL_AGENT_HTTPS_PROXY: NOWHERE })
  }

  /** Installs onnxruntime-node as the documents say. */
  async installNative() {
    await this.#npmInstall(['onnxruntime-node'], { ONNXRUNTIME_NODE_INSTALL: 'skip' })
  }

  /**
   * @param {Iterable<string>} packages
   * @param {Record<string, string>} env
   */
  async #npmInstall(packages, env) {
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
    await succeed('npm', ['install', ...quiet, ...packages], { cwd: this.folder, env })
  }

  /**
   * @param {string} file relative to the folder
   * @param {string} text
   */
  async write(file, text) {
    const path = join(this.folder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
    return path
  }

  /**
   * Type-checks files under one of TypeScript's ways to resolve modules.
   * @param {string[]} files relative to the folder
   * @param {'node16' | 'bundler'} moduleResolution
   * @param {Record<string, unknown>} [more] options of the compiler
   */
  async typecheck(files, moduleResolution, more = {}) {
    const config = `tsconfig.${moduleResolution}.json`
    const compilerOptions = {
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      module: moduleResolution === 'node16' ? 'node16' : 'ESNext',
      moduleResolution,
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
      ...more,
    }
    await this.write(config, JSON.stringify({ compilerOptions, files }))
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    await succeed(process.execPath, [tsc, '--project', config, '--pretty', 'false'], { cwd: this.folder })
  }

  /**
   * Runs a program and gives what it printed.
   * @param {string} command
   * @param {string[]} commandArguments
   * @param {string} [cwd] relative to the folder
   */
  async run(command, commandArguments, cwd = '.') {
    const PATH = `${join(this.folder, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`
    return (
      await succeed(command, commandArguments, { cwd: join(this.folder, cwd), env: { PATH }, silence: PROGRAM_SILENCE })
    ).stdout
  }
}
