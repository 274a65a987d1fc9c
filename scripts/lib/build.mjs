// Builds every package by turbo, which skips what has not changed.
import { join } from 'node:path'
import { pathWithPnpm } from './pnpm.mjs'
import { CheckFailure } from './report.mjs'
import { ROOT } from './root.mjs'
import { announced, run } from './run.mjs'

/** Builds the workspace. Throws an Error with the failing packages' output if that fails. */
export async function build() {
  const env = {
    // turbo runs each package's build through pnpm.
    PATH: await pathWithPnpm(),
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    TURBO_UI: 'false',
    DO_NOT_TRACK: '1',
  }
  const turbo = join(ROOT, 'node_modules', '.bin', 'turbo')
  const result = await announced('Building packages', () =>
    run(turbo, ['run', 'build', '--output-logs=errors-only'], { env }),
  )
  if (!result.ok) throw new CheckFailure(`${result.output}\nThe build failed; its output is above.`)
}
