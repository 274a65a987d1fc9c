// How a training command ends.
import { exitCode } from './exit-code.js'
import { fileTable } from './file-table.js'
import { print, say } from './output.js'
import type { TrainingOutcome } from './run-training.js'

/** Tells the speed of training and, but for JSON, the files that it wrote; sets the exit code. */
export async function tellOutcome(outcome: TrainingOutcome<unknown>, json: boolean): Promise<void> {
  if (!outcome.finished) {
    process.exitCode = outcome.exitCode
    return
  }
  say(outcome.speed)
  if (!json) print(...(await fileTable(outcome.files)))
  process.exitCode = exitCode.success
}
