// `infonce simclr train` as a user runs it: on images in files, interrupted and resumed.
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventsOf, type Finished, lossesOf, TestCommand } from './testing/command.js'
import { SMALL_SIMCLR, writeDrawings } from './testing/small-drawings.js'

let infonce: TestCommand
let whole: Finished

const train = (folder: string, ...more: string[]): string[] => [
  ...['simclr', 'train', 'images', '--out', folder, ...SMALL_SIMCLR, '--epochs', '30'],
  ...['--checkpoint-seconds', '0.05', ...more],
]

const parameters = (folder: string): Buffer => readFileSync(infonce.path(folder, 'parameters.safetensors'))
const curve = (folder: string): string => readFileSync(infonce.path(folder, 'training.csv'), 'utf8')

beforeAll(async () => {
  infonce = await TestCommand.build()
  await writeDrawings(infonce.path('images'), { images: 50 })
  whole = await infonce.ask(...train('whole', '--json'))
}, 240_000)

afterAll(() => infonce.remove())

describe('simclr train', { timeout: 180_000 }, () => {
  it('writes events as lines of JSON on standard output, asks neighbors, and learns', () => {
    expect(whole.code).toBe(0)
    const events = eventsOf(whole)
    expect(events[0]).toMatchObject({ images: 50, totalSteps: 90, stepsOfPass: 3, configuration: { size: 16 } })
    expect(events.filter(({ type }) => type === 'neighbors')).toHaveLength(30)
    expect(events.at(-2)).toMatchObject({ type: 'end', reason: 'finished', step: 90 })
    expect(events.at(-2)).not.toHaveProperty('model')
    expect(events.at(-1)!.files).toEqual(
      expect.arrayContaining([join('whole', 'encoder.onnx'), join('whole', 'training.csv')]),
    )
    const losses = lossesOf(events)
    expect(losses.at(-1)!).toBeLessThan(0.95 * losses[0]!)
  })

  it('keeps the curve of the run: means of each pass, and what neighbors found', () => {
    const events = eventsOf(whole)
    const [head, ...rows] = curve('whole').trimEnd().split('\n')
    expect(head).toBe('epoch,loss,accuracy,neighbors')
    expect(rows).toHaveLength(30)
    const losses = lossesOf(events)
    const found = events.flatMap(({ type, accuracy }) => (type === 'neighbors' ? [accuracy as number] : []))
    for (const [epoch, row] of rows.entries()) {
      const [number, loss, , neighbors] = row.split(',').map(Number)
      expect(number).toBe(epoch + 1)
      const own = losses.slice(3 * epoch, 3 * epoch + 3)
      expect(loss).toBeCloseTo(own.reduce((a, b) => a + b) / 3, 3)
      expect(neighbors).toBeCloseTo(found[epoch]!, 3)
    }
  })

  it('lists the files on standard output without --json, and tells what it does on standard error', async () => {
    const { code, stdout, stderr } = await infonce.ask(...train('plain', '--epochs', '2', '--label', 'class'))
    expect(code).toBe(0)
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      ...['encoder.onnx', 'loss.onnx', 'gradient.onnx', 'step.onnx', 'parameters.safetensors', 'training.csv'].map(
        (name) => join('plain', name),
      ),
      '',
    ])
    expect(stderr).toMatch(/^50 images of 16 × 16; 6 steps, 3 a pass, 2 passes$/m)
    expect(stderr).toMatch(/^epoch 2: \d+\.\d % by nearest neighbors of a sample, loss \d\.\d{3}$/m)
    expect(stderr).toMatch(/ of training, [\d.]+k? images\/s\n$/)
    expect(stderr).not.toContain('read as')
    expect(stderr).not.toContain('\u001b')
  })

  it('is interrupted with a checkpoint, and goes on to the same bytes, wherever the images are by then', async () => {
    const running = infonce.start(train('stopped', '--json'))
    for await (const line of running.lines) if (line.startsWith('{"type":"neighbors"')) break
    running.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('  infonce simclr train --resume stopped --threads 1 --checkpoint-seconds 0.05\n')
    expect(existsSync(infonce.path('stopped', 'parameters.safetensors'))).toBe(false)

    renameSync(infonce.path('images'), infonce.path('elsewhere'))
    const lost = await infonce.ask('simclr', 'train', '--resume', 'stopped')
    expect(lost).toMatchObject({ code: 1, stdout: '' })
    expect(lost.stderr).toMatch(/^error: .*images: .*does not exist any more: give its new place .*\n$/)
    const resumed = await infonce.ask('simclr', 'train', 'elsewhere', '--resume', 'stopped', '--threads', '1')
    expect(resumed).toMatchObject({ code: 0 })
    expect(resumed.stderr).toContain('going on from step')
    expect(parameters('stopped').equals(parameters('whole'))).toBe(true)
    expect(curve('stopped')).toBe(curve('whole'))
    renameSync(infonce.path('elsewhere'), infonce.path('images'))
  })

  it('is killed in the middle of passes, and ends with the same curve', async () => {
    let args = train('killed', '--json')
    for (let kills = 0; kills < 4; kills++) {
      const running = infonce.start(args)
      const first = kills * 12
      for await (const line of running.lines) {
        const { type, step } = JSON.parse(line) as { type: string; step: number }
        // In the middle of a pass where there is time for it: a fast machine has few checkpoints left.
        if (type === 'checkpoint' && step > first && (step % 3 !== 0 || step > first + 10)) break
      }
      running.kill('SIGKILL')
      expect(await running.finished).toMatchObject({ signal: 'SIGKILL' })
      args = ['simclr', 'train', '--resume', 'killed', '--threads', '1', '--checkpoint-seconds', '0.05', '--json']
    }
    const last = await infonce.ask(...args)
    expect(last).toMatchObject({ code: 0 })
    expect(eventsOf(last)[0]!.steps).toBeGreaterThan(36)
    expect(parameters('killed').equals(parameters('whole'))).toBe(true)
    expect(curve('killed')).toBe(curve('whole'))
  })

  it('trains without labels, and by them', async () => {
    const unlabeled = await infonce.ask(...train('unlabeled', '--epochs', '1', '--labels', '{name}-*', '--json'))
    expect(unlabeled).toMatchObject({ code: 0 })
    expect(unlabeled.stdout).not.toContain('"neighbors"')
    const supcon = ['--method', 'supcon', '--labels', '{shape}-{index}_{texture}', '--label', 'texture']
    const { code, stderr } = await infonce.ask(...train('supcon', '--epochs', '1', ...supcon))
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('by nearest neighbors') })
  })
})
