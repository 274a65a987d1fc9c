// Progress of long work: one line written over and over on a terminal, a line now and then elsewhere.
import { clock } from './numbers.js'
import { columnsOf, isTerminal, type Output, styled } from './style.js'

const REDRAW_MILLISECONDS = 125
const PLAIN_MILLISECONDS = 5000
const WIDEST_BAR = 40
const NARROWEST_BAR = 8

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
      this.stream.write(`\r${terminalLine(this.status, elapsed, this.stream)}\u001b[K`)
      this.drawn = true
    } else this.stream.write(`${plainLine(this.status, elapsed)}\n`)
  }

  private clear(): void {
    if (this.drawn) this.stream.write('\r\u001b[K')
    this.drawn = false
  }
}

const wholePercent = (share: number): string => `${Math.floor(100 * share)} %`

/** `training 43 %, 1.21M words/s, loss 2.531, 0:07 passed, 0:09 left` */
export function plainLine({ label, share, left, facts }: Status, elapsed: number): string {
  const head = share === undefined ? label : `${label} ${wholePercent(share)}`
  const times = [`${clock(elapsed)} passed`, ...(left === undefined ? [] : [`${clock(left)} left`])]
  return [head, ...facts, ...times].join(', ')
}

/** As {@link plainLine} with a bar, in one line of a terminal: facts that do not fit are left out, the last first. */
export function terminalLine({ label, share, left, facts }: Status, elapsed: number, stream: Output): string {
  // The last column stays free: some terminals wrap when it is written.
  const columns = columnsOf(stream) - 1
  const times = left === undefined ? clock(elapsed) : `${clock(elapsed)} + ${clock(left)}`
  const head = share === undefined ? label : `${label} ${wholePercent(share).padStart(5)}`
  const shown = [...facts]
  const width = (): number => [head, ...shown, times].join('  ').length
  const barRoom = (): number => columns - width() - 4
  while (shown.length > 0 && (share === undefined ? width() > columns : barRoom() < NARROWEST_BAR)) shown.pop()
  const bar = share === undefined ? '' : progressBar(share, Math.min(WIDEST_BAR, barRoom()))
  const parts = bar === '' ? [head] : [head, styled(stream, 'cyan', bar)]
  return width() > columns && bar === '' ? head.slice(0, columns) : [...parts, ...shown, times].join('  ')
}

/** `[=====>     ]`, `inner` columns between the brackets. */
function progressBar(share: number, inner: number): string {
  if (inner < 2) return ''
  const done = Math.round(Math.min(1, Math.max(0, share)) * inner)
  const filled = done === 0 || done === inner ? '='.repeat(done) : `${'='.repeat(done - 1)}>`
  return `[${filled.padEnd(inner)}]`
}
