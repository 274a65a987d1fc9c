import { realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { execPath } from 'node:process'
import { describe, expect, it } from 'vitest'
import { phaseOfProgress } from '../word2vec/c-programs.mjs'
import { measureProcess } from './measured-process.mjs'

/** Prints as word2vec.c does: progress is drawn over itself. */
const progress = `
  process.stdout.write('Words in train file: 100\\n')
  for (const percent of [10, 50, 90]) process.stdout.write('\\rAlpha: 0.02  Progress: ' + percent + '%  ')
  process.stdout.write('\\n' + process.cwd() + '\\n')`

describe('measureProcess', () => {
  it('runs the program in the folder that is given', async () => {
    const folder = await realpath(tmpdir())
    const seen: string[] = []
    const phaseOf = phaseOfProgress()
    await measureProcess({
      command: execPath,
      commandArguments: ['--eval', progress],
      cwd: folder,
      phaseOf: (line) => {
        seen.push(line)
        return phaseOf(line)
      },
    })
    expect(seen).toContain(folder)
  })
})

describe('phaseOfProgress', () => {
  it('is from the first line of progress to the last, for each run anew', () => {
    const lines = ['Words in train file: 100', 'Alpha: 0.02 Progress: 10%', 'Alpha: 0.01 Progress: 90%', 'done']
    for (let run = 0; run < 2; run++)
      expect(lines.map(phaseOfProgress())).toEqual([undefined, 'begin', 'end', undefined])
  })
})
