import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Progress, plainLine, type Status, terminalLine } from './progress.js'
import type { Output } from './style.js'

const status: Status = {
  label: 'training',
  share: 0.437,
  left: 70,
  facts: ['1.21M words/s', 'loss 2.531', 'accuracy 36%', 'rate 0.0143'],
}

describe('terminalLine', () => {
  it('fits any width, and fills a wide one', () => {
    for (let columns = 1; columns <= 150; columns++) {
      const line = terminalLine(status, 7, columns)
      expect(line.length).toBeLessThanOrEqual(columns)
      expect(line).not.toContain('\n')
    }
    expect(terminalLine(status, 7, 116)).toBe(
      `training   43%  [${'='.repeat(13)}>${' '.repeat(19)}]  1.21M words/s  loss 2.531  accuracy 36%  rate 0.0143  1:10 left`,
    )
  })

  it('keeps every number in 80 columns, and the most important ones in fewer', () => {
    expect(terminalLine(status, 7, 76)).toBe(
      ' 43%  [>  ]  1.21M words/s  loss 2.531  accuracy 36%  rate 0.0143  1:10 left',
    )
    expect(terminalLine(status, 7, 60)).toMatch(/^ 43% {2}\[=+> +\] {2}1\.21M words\/s {2}loss 2\.531 {2}1:10 left$/)
    expect(terminalLine(status, 7, 15)).toBe(' 43%  1:10 left')
  })

  it('shows the time that has passed where the end is not known', () => {
    expect(terminalLine({ label: 'counting words', facts: ['12 words'] }, 7, 80)).toBe('counting words  12 words  0:07')
  })
})

describe('plainLine', () => {
  it('has all of it', () => {
    expect(plainLine(status, 65)).toBe(
      'training 43%, 1.21M words/s, loss 2.531, accuracy 36%, rate 0.0143, 1:05 passed, 1:10 left',
    )
  })
})

describe('Progress', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const output = (isTTY: boolean): { stream: Output; text: () => string } => {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 60, hasColors: () => false })
    let text = ''
    stream.on('data', (chunk) => {
      text += chunk
    })
    return { stream: stream as unknown as Output, text: () => text }
  }

  it('writes whole lines every five seconds where there is no terminal, the first after one', () => {
    const { stream, text } = output(false)
    const progress = new Progress(stream)
    progress.update(status)
    expect(text()).toBe('')
    vi.advanceTimersByTime(12_000)
    progress.end()
    expect(
      text()
        .split('\n')
        .map((line) => /0:\d\d passed/.exec(line)?.[0]),
    ).toEqual([...['0:01 passed', '0:06 passed', '0:11 passed'], undefined])
  })

  it('writes over one line on a terminal, clears it for lines that stay and at the end', () => {
    vi.stubEnv('TERM', 'xterm')
    const { stream, text } = output(true)
    const progress = new Progress(stream)
    progress.update(status)
    vi.advanceTimersByTime(300)
    progress.note('a line that stays')
    vi.advanceTimersByTime(300)
    progress.end()
    vi.advanceTimersByTime(1000)
    const drawn = `\r${terminalLine(status, 0, 56)}\u001b[K`
    expect(text()).toBe(`${drawn}${drawn}\r\u001b[Ka line that stays\n${drawn}${drawn}\r\u001b[K`)
    vi.unstubAllEnvs()
  })
})
