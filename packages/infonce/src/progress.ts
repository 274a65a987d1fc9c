// Progress of long work: one line written over and over on a terminal, a line now and then elsewhere.
import { clock } from './numbers.js'
import { columnsOf, isTerminal, type Output, styled } from './style.js'

const REDRAW_MILLISECONDS = 125
const PLAIN_MILLISECONDS = 5000
const WIDEST_BAR = 40
const NARROWEST_BAR = 3

/** What is going on now. */
export interface Status {
  readonly label: string
  /** Share of the work that is done, 0 … 1, where that is known. */
  readonly share?: number
  /** Seconds that are left, where they can be guessed. */
  readonly left?: number | undefined
  /** Other numbers worth watching, the most important first: a narrow terminal shows only the first ones. */
  readonly facts: readonly string[]
}

/** Shows a status. Nothing is shown of work that ends within a moment. */
export class Progress {
  private readonly started = performance.now()
  private readonly onTerminal: boolean
  private readonly timer: NodeJS.Timeout
  private status: Status | undefined
  private shownAt: number
  private drawn = false

  constructor(private readonly stream: Output = process.stderr) {
    this.onTerminal = isTerminal(stream)
    this.shownAt = this.started - (this.onTerminal ? 0 : PLAIN_MILLISECONDS - 1000)
    this.timer = setInterval(() => this.refresh(), REDRAW_MILLISECONDS)
    this.timer.unref()
  }

  update(status: Status): void {
    this.status = status
    this.refresh()
  }

  /** Writes a line that stays. */
  note(line: string): void {
    this.clear()
    this.stream.write(`${line}\n`)
  }

  /** Takes the line away. */
  end(): void {
    clearInterval(this.timer)
    this.clear()
  }

  private refresh(): void {
    const now = performance.now()
    const pause = this.onTerminal ? REDRAW_MILLISECONDS : PLAIN_MILLISECONDS
    if (!this.status || now - this.shownAt < pause) return
    this.shownAt = now
    const elapsed = (now - this.started) / 1000
    if (this.onTerminal) {
      this.stream.write(`\r${this.line(this.status, elapsed)}\u001b[K`)
      this.drawn = true
    } else this.stream.write(`${plainLine(this.status, elapsed)}\n`)
  }

  private line(status: Status, elapsed: number): string {
    // Room stays for the ^C that a terminal echoes, which must not wrap the line.
    return terminalLine(status, elapsed, columnsOf(this.stream) - 4, (bar) => styled(this.stream, 'cyan', bar))
  }

  private clear(): void {
    if (this.drawn) this.stream.write('\r\u001b[K')
    this.drawn = false
  }
}

/** Shows the progress of some work until that ends. */
export async function withProgress<Result>(work: (progress: Progress) => Promise<Result>): Promise<Result> {
  const progress = new Progress()
  try {
    return await work(progress)
  } finally {
    progress.end()
  }
}

const wholePercent = (share: number): string => `${Math.floor(100 * share)}%`

/** `training 43%, 1.21M words/s, loss 2.531, 0:07 passed, 0:09 left` */
export function plainLine({ label, share, left, facts }: Status, elapsed: number): string {
  const head = share === undefined ? label : `${label} ${wholePercent(share)}`
  const times = [`${clock(elapsed)} passed`, ...(left === undefined ? [] : [`${clock(left)} left`])]
  return [head, ...facts, ...times].join(', ')
}

/**
 * `training  43%  [====>     ]  1.21M words/s  loss 2.531  0:09 left`, in one line of a terminal of so many columns.
 * Where that is too narrow the label goes, then the facts from the last, then the bar.
 */
export function terminalLine(
  { label, share, left, facts }: Status,
  elapsed: number,
  columns: number,
  color: (bar: string) => string = (bar) => bar,
): string {
  const time = left === undefined ? clock(elapsed) : `${clock(left)} left`
  const head = share === undefined ? [label] : [label, wholePercent(share).padStart(4)]
  const tail = [...facts, time]
  const room = (): number => columns - [...head, ...tail].join('  ').length - '  []'.length
  const needed = share === undefined ? -'  []'.length : NARROWEST_BAR
  if (share !== undefined && room() < needed) head.shift()
  while (tail.length > 1 && room() < needed) tail.splice(-2, 1)
  const bar = share === undefined || room() < NARROWEST_BAR ? [] : [progressBar(share, Math.min(WIDEST_BAR, room()))]
  const line = [...head, ...bar, ...tail].join('  ')
  if (line.length > columns) return line.slice(0, Math.max(0, columns))
  return bar.length > 0 ? line.replace(bar[0]!, color) : line
}

/** `[=====>     ]`, `inner` columns between the brackets. */
function progressBar(share: number, inner: number): string {
  const done = Math.round(Math.min(1, Math.max(0, share)) * inner)
  const filled = done === 0 || done === inner ? '='.repeat(done) : `${'='.repeat(done - 1)}>`
  return `[${filled.padEnd(inner)}]`
}
