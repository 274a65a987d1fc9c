// Progress of work that is counted.
import { count } from './numbers.js'
import type { Progress } from './progress.js'

/** Shows so many of so many: `encoding  43%  [====>     ]  120 of 300 series  0:09 left`. */
export function countedWork(
  progress: Pick<Progress, 'update'>,
  label: string,
  unit: string,
): (done: number, total: number) => void {
  const started = performance.now()
  return (done, total) => {
    const seconds = (performance.now() - started) / 1000
    progress.update({
      label,
      share: done / total,
      ...(done > 0 && { left: (seconds * (total - done)) / done }),
      facts: [`${count(done)} of ${count(total)} ${unit}`],
    })
  }
}
