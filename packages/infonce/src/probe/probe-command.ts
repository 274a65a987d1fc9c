// The command `probe` of a model: its options, and how it tells what it found.
import type { Provider } from '@infonce/runtime'
import type { Command } from 'commander'
import { print, printJson } from '../output.js'
import { type Progress, withProgress } from '../progress.js'
import { usualProvider } from '../usual-provider.js'
import { wholeNumber } from '../whole-number.js'
import type { FitLabels } from './fit-labels.js'
import type { ProbeResult } from './result.js'

/** What was typed that every probe has. */
export interface TypedProbe {
  readonly neighbors: string
  readonly supervised?: true
  readonly json?: true
}

/** Adds its options, `--json` last. */
export function addProbeOptions(command: Command): Command {
  return command
    .option('--neighbors <k>', 'nearest neighbors that vote', '20')
    .option('--supervised', 'train the same network with the labels too')
    .option('--json', 'write a line of JSON')
}

/** What is probed: labels, and what is known of the data. */
export interface ProbedParts extends Pick<FitLabels, 'unfit'> {
  /** How many of the test part the model was trained on, where that is known. */
  readonly seen?: number | undefined
  readonly skipped: readonly unknown[]
}

/** How a probe is made, where, and who watches. */
export interface ProbeContext {
  /** Neighbors that vote. */
  readonly k: number
  /** Whether the same network is trained with each label too. */
  readonly supervised: boolean
  readonly provider: Provider
  readonly progress: Progress
}

/** A probe of one model. */
export interface Probe<Parts extends ProbedParts> {
  readonly open: (progress: Progress) => Promise<Parts>
  readonly evaluate: (parts: Parts, how: ProbeContext) => Promise<ProbeResult>
  readonly lines: (result: ProbeResult, parts: Parts) => readonly string[]
  /** The sentence about test entries that the model was trained on. */
  readonly seenText: (seen: number, parts: Parts) => string
}

/** Says which labels are not probed. */
export function noteUnfit({ unfit }: Pick<FitLabels, 'unfit'>, progress: Pick<Progress, 'note'>): void {
  for (const { label, reason } of unfit) progress.note(`${label} is not probed: ${reason}`)
}

/** Probes, and tells what was found. */
export async function tellProbe<Parts extends ProbedParts>(typed: TypedProbe, probe: Probe<Parts>): Promise<void> {
  const k = wholeNumber('--neighbors', typed.neighbors)
  const provider = await usualProvider()
  const { parts, result } = await withProgress(async (progress) => {
    const parts = await probe.open(progress)
    noteUnfit(parts, progress)
    const options = { k, supervised: typed.supervised ?? false, provider, progress }
    return { parts, result: await probe.evaluate(parts, options) }
  })
  const { seen, skipped } = parts
  if (typed.json) printJson({ ...result, ...(seen !== undefined && { seen }), skipped })
  else print(...probe.lines(result, parts), ...(seen ? [probe.seenText(seen, parts)] : []))
}
