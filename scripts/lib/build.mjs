// Builds every package by turbo, which skips what has not changed.
import { pnpm } from './install.mjs'
import { announced, run } from './run.mjs'

/** Builds the workspace. Throws an Error with the failing packages' output if that fails. */
export async function build() {
  const result = await announced('Building packages', () =>
    run('npx', pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--no-daemon'), {
      env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', TURBO_UI: 'false', DO_NOT_TRACK: '1' },
    }),
  )
  if (!result.ok) throw new Error(`${result.output}\nThe build failed; its output is above.`)
}
