// The options of `train` that are settings of a run.
import {
  type Configuration,
  ConfigurationError,
  type ConfigurationInput,
  idleSettings,
  logPartitions,
  losses,
  parseConfiguration,
} from '@infonce/word2vec'
import { type Command, Option } from 'commander'
import { parseNumber } from './numbers.js'
import { UsageError } from './usage-error.js'

type Field = keyof Configuration

interface Setting {
  readonly argument: string
  readonly description: string
}

const settings: Readonly<Record<Field, Setting>> = {
  dim: { argument: '<n>', description: 'length of the vectors' },
  window: { argument: '<n>', description: 'words on either side that count as context' },
  negatives: { argument: '<n>', description: 'negatives for each positive' },
  sample: { argument: '<t>', description: 'threshold of frequency subsampling, 0 for none' },
  minCount: { argument: '<n>', description: 'leave out words that occur less often' },
  epochs: { argument: '<n>', description: 'passes over the corpus' },
  learningRate: { argument: '<x>', description: 'learning rate at the start; it falls to near 0' },
  loss: { argument: '<name>', description: losses.join(', ') },
  logPartition: { argument: '<how>', description: `ln Z of --loss nce: ${logPartitions.join(', ')}` },
  noisePower: { argument: '<x>', description: 'negatives are drawn by their counts to this power' },
  seed: { argument: '<n>', description: 'seed of all random numbers' },
}
const fields = Object.keys(settings) as Field[]

/** `learningRate` as it is typed: `--learning-rate`. */
export const flagOf = (field: string): string =>
  `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** Adds an option for each setting, with its default in the help. */
export function addSettings(command: Command): void {
  const defaults = parseConfiguration()
  for (const field of fields) {
    const { argument, description } = settings[field]
    command.addOption(new Option(`${flagOf(field)} ${argument}`, `${description} (default: ${defaults[field]})`))
  }
}

/** What was typed for each setting. */
export type TypedSettings = { readonly [K in Field]?: string }

/** The settings that were typed. */
export const typedFields = (typed: TypedSettings): Field[] => fields.filter((field) => typed[field] !== undefined)

/**
 * The configuration that the options ask for.
 * @throws UsageError that names the options as they are typed
 */
export function configurationOf(typed: TypedSettings): Configuration {
  const input = Object.fromEntries(
    typedFields(typed).map((field) => {
      const text = typed[field]!
      return [field, field === 'loss' || field === 'logPartition' ? text : parseNumber(text)]
    }),
  ) as ConfigurationInput
  const configuration = inOptions(typed, () => parseConfiguration(input))
  const idle = idleSettings(configuration.loss).find((field) => typed[field] !== undefined)
  if (idle !== undefined)
    throw new UsageError(`${flagOf(idle)} does nothing with --loss ${configuration.loss}: leave it out`)
  return configuration
}

/** Runs a function and words its `ConfigurationError` in options and in what was typed. */
function inOptions<T>(typed: TypedSettings, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw wordedInOptions(typed, error)
  }
}

/** A `ConfigurationError` in the words of the command line; any other error as it is. */
export function wordedInOptions(typed: TypedSettings, error: unknown): unknown {
  if (!(error instanceof ConfigurationError)) return error
  const problems = error.problems.map(({ field, expected, found }) => {
    const text = typed[field as Field]
    return `${flagOf(field)}: expected ${expected}, found ${text === undefined ? String(found) : `'${text}'`}`
  })
  return new UsageError(problems.join('; '), { cause: error })
}
