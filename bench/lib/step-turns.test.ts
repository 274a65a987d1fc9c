import { execPath } from 'node:process'
import { afterEach, describe, expect, it } from 'vitest'
import { SteppingProgram, takeTurns } from './step-turns.mjs'

/** Answers as a peer does, with losses that are off by so much; tells of a variable of its environment as its version. */
const program = (shift: number) => `
  process.stdout.write(JSON.stringify({ version: String(process.env.OPENBLAS_CORETYPE) }) + '\\n')
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { steps } = JSON.parse(line)
    const losses = Array.from({ length: steps }, () => 5 * (1 + ${shift}))
    process.stdout.write(JSON.stringify({ seconds: 1, cpuSeconds: 2, losses }) + '\\n')
  })`

const opened: SteppingProgram[] = []
const open = async (name: string, shift: number, options?: ConstructorParameters<typeof SteppingProgram>[3]) => {
  const each = new SteppingProgram(name, execPath, ['--eval', program(shift)], options)
  opened.push(each)
  await each.open()
  return each
}
const turns = { rounds: 2, steps: 3, lossEvery: 1, checked: 2, say: () => {} }

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

describe('takeTurns', () => {
  it('gives every program as many turns', async () => {
    const answers = await takeTurns([await open('ours', 0), await open('peer', 0)], turns)
    expect(answers.map((each) => each.map(({ losses }) => losses.length))).toEqual([
      [3, 3],
      [3, 3],
    ])
  })

  it('lets the losses of each program differ by its own tolerance, and no more', async () => {
    const ours = await open('ours', 0)
    const rounded = await open('rounded', 1e-2, { tolerance: 2e-2 })
    await expect(takeTurns([ours, rounded], turns)).resolves.toHaveLength(2)
    const exact = await open('exact', 1e-2, { tolerance: 1e-4 })
    await expect(takeTurns([ours, rounded, exact], turns)).rejects.toThrow('exact does not train as ours does')
  })
})

describe('SteppingProgram', () => {
  it('leaves variables out of the environment that are undefined', async () => {
    process.env.OPENBLAS_CORETYPE = 'Prescott'
    try {
      expect((await open('kept', 0)).version).toBe('Prescott')
      expect((await open('removed', 0, { env: { OPENBLAS_CORETYPE: undefined } })).version).toBe('undefined')
    } finally {
      delete process.env.OPENBLAS_CORETYPE
    }
  })
})
