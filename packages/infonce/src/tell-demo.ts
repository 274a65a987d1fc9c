// What every demonstration of a model tells: its data, the training, what was learned, and what to try next.
import type { ModelTypes, RunEvent } from '@infonce/runtime'
import { type Demonstration, prepareDemoFolder } from './demo-folder.js'
import type { DemoOptions } from './demo-options.js'
import { fileTable } from './file-table.js'
import { duration, percent } from './numbers.js'
import { print, printJson } from './output.js'
import type { ProbeContext } from './probe/probe-command.js'
import type { ProbeResult, Score } from './probe/result.js'
import { withProgress } from './progress.js'
import type { TrainingOutcome } from './run-training.js'
import { commandLine } from './shell-words.js'
import { paragraph, suggestion, title } from './story.js'
import { usualProvider } from './usual-provider.js'
import { type WatchedModel, type WatchTrainingOptions, watchTraining } from './watch-training.js'

/** Neighbors that vote in the probes of demonstrations. */
const NEIGHBORS = 20

/** What probes of the trained model found. */
export interface DemoFindings {
  readonly result: ProbeResult
  readonly report: readonly string[]
  /** A sentence or two for each label. */
  readonly verdicts: readonly string[]
}

/** A demonstration of one model. */
export interface DemoStory<T extends ModelTypes> {
  readonly demonstration: Demonstration
  /** `what can be heard without labels` */
  readonly question: string
  /** The data: a title, and paragraphs. */
  readonly data: readonly [title: string, ...paragraphs: readonly string[]]
  /** Makes files before training. Default: none are made. */
  readonly before?: (context: ProbeContext) => Promise<void>
  readonly trainingText: string
  readonly watched: WatchedModel<T>
  /** The data and the configuration. */
  readonly training: Partial<WatchTrainingOptions<T>>
  readonly speed: (outcome: FinishedTraining<T>) => string
  /** Probes the model. */
  readonly probe: (model: T['model'], context: ProbeContext) => Promise<DemoFindings>
  /** Its own files, which are listed before those of the model. Default: none. */
  readonly files?: readonly string[]
  /** What is said of the files. Default: nothing. */
  readonly lookAt?: string
  /** Commands to try next, and what for. */
  readonly next: readonly (readonly [why: string, command: string])[]
}

type FinishedTraining<T extends ModelTypes> = Extract<TrainingOutcome<T['model']>, { finished: true }>

/**
 * Trains, and tells what was learned. Where it is interrupted, that is the process's exit code.
 * @throws RunFolderError when the folder holds anything but this demonstration, and what training throws
 */
export async function tellDemo<T extends ModelTypes>(
  story: DemoStory<T>,
  { folder, settings: _, json, onEvent, ...run }: DemoOptions<T['input'], RunEvent<T>>,
): Promise<void> {
  const started = performance.now()
  const { demonstration, data, before, watched, training, lookAt } = story
  await prepareDemoFolder(folder, demonstration)
  const tell = json ? () => {} : print
  const [heading, ...paragraphs] = data
  tell(title(`${demonstration.command}: ${story.question}`), '')
  tell(title(`1. ${heading}`), ...paragraphs.flatMap(paragraph), '')
  const how = { provider: await usualProvider(), k: NEIGHBORS, supervised: false }
  if (before) await withProgress((progress) => before({ ...how, progress }))
  tell(title('2. Training'), ...paragraph(story.trainingText))
  const options = { ...run, ...training, folder, ...(json && { onEvent }) } as unknown as WatchTrainingOptions<T>
  const outcome = await watchTraining(watched, options)
  if (!outcome.finished) {
    process.exitCode = outcome.exitCode
    return
  }
  tell(`   ${story.speed(outcome)}`, '')
  const found = await withProgress((progress) => story.probe(outcome.model, { ...how, progress }))
  if (json) printJson({ type: 'probe', ...found.result })
  tell(title('3. What it has learned'), ...found.report, '', ...found.verdicts.flatMap(paragraph), '')
  tell(title('4. Files'), ...(await fileTable([...(story.files ?? []), ...outcome.files], '   ')), '')
  if (lookAt !== undefined) tell(...paragraph(lookAt), '')
  const inspect = ['look into the training step', commandLine('inspect', `${folder}/step.onnx`)] as const
  tell(title('Try next'), ...[...story.next, inspect].flatMap(([why, command]) => suggestion(why, [command])), '')
  tell(`Done in ${duration((performance.now() - started) / 1000)}.`)
}

/** The score of the best row of a name. */
export const bestScore = ({ rows }: Pick<ProbeResult, 'rows'>, name: string, label: string): Score =>
  rows
    .filter((row) => row.name === name)
    .map(({ scores }) => scores[label]!.probe)
    .reduce((a, b) => (b.correct > a.correct ? b : a))

/** What came of a label, in words; `tells` begins the sentence about what the model is compared with. */
export function verdictText(label: string, own: Score, untrained: Score, other: Score, tells: string): string {
  const change = own.correct >= untrained.correct ? 'rose' : 'fell'
  const difference = other.correct - own.correct
  const much = difference < 0 ? 'less than it' : difference > 0 ? 'more than it' : 'as much'
  return `${label}: by training it ${change} from ${percent(untrained.accuracy)} to ${percent(own.accuracy)}. ${tells} ${much}: ${percent(other.accuracy)}.`
}
