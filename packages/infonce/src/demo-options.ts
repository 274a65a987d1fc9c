// What the demonstration of a model is started with.
import { type RunOptions, resumeCommand, type TypedRunOptions } from './run-options.js'
import type { SettingOptions, TypedSettings } from './setting-options.js'
import { UsageError } from './usage-error.js'

/** What a demonstration is given. */
export interface DemoOptions<Input, Event> extends RunOptions {
  readonly folder: string
  /** Settings in the place of the demonstration's own. */
  readonly settings: Input
  readonly resumeCommand: string
  /** Whether results are lines of JSON. */
  readonly json: boolean
  readonly onEvent: (event: Event) => void
}

/** A demonstration as a command starts it. */
export interface DemoCommand<Configuration extends object, Input, Event> {
  /** The model's command: `cpc`. */
  readonly model: string
  /** What it makes: `series`. */
  readonly unit: string
  /** The folder that it writes by default. */
  readonly folder: string
  readonly settings: SettingOptions<Configuration>
  readonly demo: (options: DemoOptions<Input, Event>) => Promise<void>
}

/**
 * Starts a demonstration.
 * @param own what was typed that it has of its own
 * @throws UsageError that names these, or an impossible setting; what the demonstration throws
 */
export async function startDemo<Configuration extends object, Input, Event>(
  command: DemoCommand<Configuration, Input, Event>,
  typed: TypedRunOptions & TypedSettings<Configuration>,
  own: readonly string[],
  run: RunOptions & Pick<DemoOptions<Input, Event>, 'json' | 'onEvent'>,
): Promise<void> {
  const { model, unit, settings, demo } = command
  const { resume, out: folder = command.folder } = typed
  const idle = [...own, ...(resume === undefined ? [] : ['--resume'])]
  if (idle.length > 0) throw new UsageError(`--demo generates its own ${unit}: leave out ${idle.join(', ')}`)
  try {
    const input = settings.inputOf(typed) as Input
    await demo({ ...run, folder, settings: input, resumeCommand: resumeCommand(model, folder, typed, {}) })
  } catch (error) {
    throw settings.worded(typed, error)
  }
}
