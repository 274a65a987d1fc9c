// `infonce cpc train` as a user runs it: on sounds in files, interrupted and resumed.
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventsOf, type Finished, lossesOf, TestCommand } from './testing/command.js'
import { LABELS, SMALL, writeVoices } from './testing/small-voices.js'

let infonce: TestCommand
let whole: Finished

const train = (folder: string, ...more: string[]): string[] => [
  ...['cpc', 'train', '--data', 'voices', '--labels', LABELS, '--without', 'take=0', '--out', folder],
  ...[...SMALL, '--epochs', '28', '--learning-rate', '0.01', '--checkpoint-seconds', '0.05', ...more],
]

const parameters = (folder: string): Buffer => readFileSync(infonce.path(folder, 'parameters.safetensors'))

beforeAll(async () => {
  infonce = await TestCommand.build()
  writeVoices(infonce.path('voices'), { speakers: 2, words: 3, repetitions: 4 })
  whole = await infonce.ask(...train('whole', '--json'))
}, 120_000)

afterAll(() => infonce.remove())

describe('cpc train', { timeout: 120_000 }, () => {
  it('writes events as lines of JSON on standard output, and learns', () => {
    expect(whole.code).toBe(0)
    const events = eventsOf(whole)
    expect([...new Set(events.map(({ type }) => type))]).toEqual(['begin', 'step', 'checkpoint', 'end', 'exported'])
    expect(events[0]).toMatchObject({ series: { count: 18 }, totalSteps: 182, configuration: { rate: 8000 } })
    expect(events.at(-2)).toMatchObject({ type: 'end', reason: 'finished', step: 182 })
    expect(events.at(-2)).not.toHaveProperty('model')
    expect(events.at(-1)!.files).toContain(join('whole', 'encoder.onnx'))
    const losses = lossesOf(events)
    expect(losses.at(-1)!).toBeLessThan(0.9 * losses[0]!)
  })

  it('remembers where the files are, and which of them it trained on', () => {
    const { series, found } = JSON.parse(readFileSync(infonce.path('whole', 'run.json'), 'utf8'))
    expect(series).toMatchObject({ origin: { path: infonce.path('voices') }, without: { take: ['0'] } })
    expect(found.count).toBe(18)
  })

  it('lists the files on standard output without --json, and tells what it does on standard error', async () => {
    const { code, stdout, stderr } = await infonce.ask(...train('plain', '--epochs', '4'))
    expect(code).toBe(0)
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      ...['encoder.onnx', 'stream.onnx', 'loss.onnx', 'gradient.onnx', 'step.onnx', 'parameters.safetensors'].map(
        (name) => join('plain', name),
      ),
      '',
    ])
    expect(stderr).toMatch(/^18 series, \d+\.\d s at 8000 Hz, gain [\d.]+; 26 steps$/m)
    expect(stderr).toMatch(/ of training, [\d.]+k? s of sound\/s\n$/)
    expect(stderr).not.toContain('\u001b')
  })

  it('is interrupted with a checkpoint, and goes on to the same bytes, wherever the files are by then', async () => {
    const running = infonce.start(train('stopped', '--json'))
    for await (const line of running.lines) if (line.startsWith('{"type":"step"')) break
    running.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('  infonce cpc train --resume stopped --threads 1 --checkpoint-seconds 0.05\n')
    expect(existsSync(infonce.path('stopped', 'parameters.safetensors'))).toBe(false)

    const again = await infonce.ask(...train('stopped'))
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain('resume it with infonce cpc train --resume stopped')

    renameSync(infonce.path('voices'), infonce.path('elsewhere'))
    const lost = await infonce.ask('cpc', 'train', '--resume', 'stopped')
    expect(lost).toMatchObject({ code: 1, stdout: '' })
    expect(lost.stderr).toMatch(/^error: .*voices: .*does not exist any more: give its new place with --data\n$/)
    const resumed = await infonce.ask('cpc', 'train', '--resume', 'stopped', '--threads', '1', '--data', 'elsewhere')
    expect(resumed).toMatchObject({ code: 0 })
    expect(resumed.stderr).toContain('going on from step')
    expect(parameters('stopped').equals(parameters('whole'))).toBe(true)
    renameSync(infonce.path('elsewhere'), infonce.path('voices'))
  })

  it('leaves a run alone that is there already', async () => {
    const before = parameters('whole')
    const second = await infonce.ask(...train('whole'))
    expect(second).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'error: whole already holds a run: give another folder\n',
    })
    expect(parameters('whole').equals(before)).toBe(true)
  })
})
