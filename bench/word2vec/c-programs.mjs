// Peers that are built from the folder of their sources, which stay outside this repository.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { readVectors } from '@infonce/word2vec'
import { output } from '../lib/machine.mjs'
import { pinnedThreads } from '../lib/pinned-threads.mjs'

/** @typedef {import('./programs.mjs').Program} Program */

/**
 * Google's word2vec, with the flag that its makefile recommends.
 * @param {string} sources the folder with word2vec.c
 * @param {string} builds the folder for the program
 * @returns {Program}
 */
export function word2vecC(sources, builds) {
  const flags = ['-Ofast', '-march=native']
  const { program, version } = build({
    name: 'word2vec.c',
    source: join(sources, 'word2vec.c'),
    program: join(builds, 'word2vec'),
    compiler: 'gcc',
    flags,
    libraries: ['-lm', '-pthread'],
    needs: 'gcc (Debian: apt-get install gcc libc6-dev)',
  })
  return cProgram('word2vec.c', version, program, ['-cbow', '0', '-hs', '0'])
}

/**
 * Intel's pWord2Vec, with OpenBLAS in the place of MKL and GCC in that of Intel's compiler.
 * @param {string} sources the folder with pWord2Vec.cpp
 * @param {string} builds the folder for the program
 * @returns {Program}
 */
export function pWord2Vec(sources, builds) {
  mkdirSync(builds, { recursive: true })
  // All that the program takes from this header of MKL: products of matrices and aligned memory.
  const header = ['cstdio', 'cstdlib', 'cblas.h', 'immintrin.h'].map((name) => `#include <${name}>\n`)
  writeFileSync(join(builds, 'mkl.h'), header.join(''))
  const { program, version } = build({
    name: 'pWord2Vec',
    source: join(sources, 'pWord2Vec.cpp'),
    program: join(builds, 'pWord2Vec'),
    compiler: 'g++',
    flags: ['-O3', '-march=native', '-fopenmp', '-DUSE_MKL', '-Dmkl_set_num_threads=openblas_set_num_threads'],
    // Warnings are of pragmas that Intel's compiler alone knows.
    extra: ['-std=c++11', '-w', `-I${builds}`],
    libraries: ['-lopenblas'],
    needs: 'g++ and OpenBLAS (Debian: apt-get install g++ libopenblas-dev)',
  })
  const blas = output('dpkg-query', ['--show', '--showformat', '$' + '{Version}', 'libopenblas-dev'])
  return cProgram('pWord2Vec', `${version}, OpenBLAS ${blas ? `${blas} (Debian)` : 'of unknown version'}`, program, [])
}

/**
 * @param {object} of
 * @param {string} of.name
 * @param {string} of.source
 * @param {string} of.program
 * @param {string} of.compiler
 * @param {string[]} of.flags those that are told of
 * @param {string[]} [of.extra]
 * @param {string[]} of.libraries
 * @param {string} of.needs
 */
function build({ name, source, program, compiler, flags, extra = [], libraries, needs }) {
  mkdirSync(dirname(program), { recursive: true })
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)
  try {
    execFileSync(compiler, [...flags, ...extra, source, '-o', program, ...libraries], { stdio: ['ignore', 2, 2] })
  } catch (error) {
    throw new Error(`cannot build ${name}, which needs ${needs}: ${error instanceof Error ? error.message : error}`)
  }
  const gcc = output(compiler, ['-dumpfullversion'])
  return { program, version: `${name} (source with SHA-256 ${hash}…), ${compiler} ${gcc} ${flags.join(' ')}` }
}

/**
 * A program with the command line of word2vec.c.
 * @param {string} name
 * @param {string} version
 * @param {string} command
 * @param {string[]} options
 * @returns {Program}
 */
function cProgram(name, version, command, options) {
  return {
    name,
    version,
    program: ({ corpus, folder, settings }) => {
      // Both have 100 bytes for a path and do not look whether it fits.
      const cwd = dirname(resolve(corpus))
      return {
        command,
        cwd,
        commandArguments: [
          ...['-train', relative(cwd, corpus), '-output', relative(cwd, join(folder, 'vectors.bin')), '-binary', '1'],
          ...['-size', `${settings.dim}`, '-window', `${settings.window}`, '-negative', `${settings.negatives}`],
          ...['-sample', `${settings.sample}`, '-min-count', `${settings.minCount}`, '-iter', `${settings.epochs}`],
          ...['-alpha', `${settings.learningRate}`, '-threads', `${settings.threads}`],
          ...options,
        ],
        env: pinnedThreads(settings.threads),
        phaseOf: phaseOfProgress(),
      }
    },
    vectors: ({ folder }) => readVectors(join(folder, 'vectors.bin'), 'binary'),
  }
}

/** Training is from the first line of progress to the last, of which there is one every 10,000 words of a thread. */
export function phaseOfProgress() {
  let begun = false
  return (/** @type {string} */ line) => {
    if (!line.startsWith('Alpha:')) return undefined
    const edge = begun ? 'end' : 'begin'
    begun = true
    return /** @type {'begin' | 'end'} */ (edge)
  }
}
