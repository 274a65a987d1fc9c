// The options of every `export` of graphs: how weights are stored, and where.
import type { ExternalDataMode, Storage, StorageReport } from '@infonce/onnx'
import type { Command } from 'commander'
import { choiceOf } from './choice.js'
import { roundingText } from './rounding-text.js'
import { columnsOf } from './style.js'
import { wrap } from './wrap.js'

const storages = ['float32', 'float16'] as const
const externalData = { auto: 'auto', always: true, never: false } as const
const moments = Object.keys(externalData) as (keyof typeof externalData)[]

/** What was typed. */
export interface TypedEncoderOptions {
  readonly storage?: string
  readonly externalData?: string
}

/** Adds the options. `weights` names what is stored, `files` where that is: `onnx: vectors`, `encoder.onnx`. */
export function addEncoderOptions(command: Command, weights: string, files: string): void {
  command
    .option('--storage <dtype>', `${weights} in ${storages.join(' or ')} (default: float32)`)
    .option('--external-data <when>', `${weights} beside ${files}: ${moments.join(', ')} (default: auto)`)
}

/** Reads what was typed. Throws a `UsageError`. */
export function parseEncoderOptions(typed: TypedEncoderOptions): {
  readonly storage: Storage
  readonly externalData: ExternalDataMode
} {
  return {
    storage: choiceOf('--storage', storages, typed.storage ?? 'float32'),
    externalData: externalData[choiceOf('--external-data', moments, typed.externalData ?? 'auto')],
  }
}

/** What storing changed, in words: `The vectors in encoder.onnx are in float16: numbers are off by …`. */
export function storageLines(
  weights: string,
  report: Pick<StorageReport, 'dtype' | 'largestError' | 'relativeError'>,
  more = '',
): string[] {
  const sentence = `${weights} are in ${report.dtype}: numbers are ${roundingText(report)}${more}.`
  return ['', ...wrap(sentence.split(' '), columnsOf(process.stdout), '', ' ')]
}
