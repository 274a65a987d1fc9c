// Which data a command asks a model about: those that were typed, or those of its run, where they are now.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type LabelSelection, RunFolderError } from '@infonce/runtime'
import type { DataErrorClass, FilesOrigin, OpenedData } from '@infonce/runtime/internals'
import { foundLines } from './files-found.js'
import { selectionOf, type TypedSelection } from './label-values.js'
import type { Progress } from './progress.js'
import { typedFlags } from './setting-options.js'
import { SkippedFiles } from './skipped-files.js'
import { UsageError } from './usage-error.js'

/** A description of data of any model. */
interface Description extends LabelSelection {
  readonly origin: { readonly kind: string }
}

/** The data of a model, and how its commands name them. */
export interface RunData<Data extends Description> {
  /** `series` */
  readonly unit: string
  /** Those that the run in a folder began on. Throws a RunFolderError where there is none. */
  readonly ofRun: (folder: string) => Promise<Data>
  /** Fields of what is typed that say how files are read. */
  readonly fields: readonly string[]
  /** Ends of sentences that say how data are given. */
  readonly words: {
    /** An option has an effect only …: `with --data: give --data too`. */
    readonly onlyWith: string
    /** `give some with --data` */
    readonly give: string
    /** What says where data are: `--data and --labels-csv`. */
    readonly places: string
    /** `give its new place with --data` */
    readonly giveNewPlace: string
  }
  readonly Refusal: DataErrorClass
}

/**
 * The data of the run in a folder, with its selection or the one that was typed.
 * @throws UsageError for options that have no effect then; RunFolderError where the folder holds no run; a `Refusal`
 *   where its data are not there any more
 */
export async function dataOfRun<Data extends Description>(
  { unit, ofRun, fields, words, Refusal }: RunData<Data>,
  folder: string,
  typed: TypedSelection,
): Promise<Data> {
  const idle = typedFlags({ ...typed, only: undefined, without: undefined }, fields)
  if (idle.length > 0) throw new UsageError(`${idle.join(', ')}: has an effect only ${words.onlyWith}, or leave it out`)
  const run = await ofRun(folder).catch((cause) => {
    if (!(cause instanceof RunFolderError)) throw cause
    throw new RunFolderError(`${folder} does not record which ${unit} it was trained on: ${words.give}`, { cause })
  })
  const found = await movedTo({ unit, words, Refusal }, run, folder, undefined, undefined)
  return typed.only || typed.without ? { ...unselected(found), ...selectionOf(typed) } : found
}

/** All of the data of which a description selects some. */
export function unselected<Data extends Description>({ only: _, without: __, ...all }: Data): Data {
  return all as unknown as Data
}

/**
 * The data of a run, where they and a file of their labels are now.
 * @param path where they are. Default: where they were
 * @param labels where their labels are. Default: where these were
 * @throws UsageError for data that are not in files; a `Refusal` where they are not there any more
 */
export async function movedTo<Data extends Description>(
  { unit, words, Refusal }: Pick<RunData<Data>, 'unit' | 'words' | 'Refusal'>,
  known: Data,
  folder: string,
  path: string | undefined,
  labels: unknown,
): Promise<Data> {
  if (known.origin.kind !== 'files') {
    if (path === undefined && labels === undefined) return known
    throw new UsageError(
      `the run in ${folder} was started on ${unit} that are not from files: leave out ${words.places}`,
    )
  }
  const origin = known.origin as FilesOrigin<object>
  const there = path === undefined ? origin.path : resolve(path)
  if (path === undefined && !(await stat(there).catch(() => undefined)))
    throw new Refusal(
      there,
      `the run in ${folder} was started on it, and it does not exist any more: ${words.giveNewPlace}`,
    )
  const options = labels === undefined ? origin.options : { ...origin.options, labels }
  return { ...known, origin: { ...origin, path: there, ...(options && { options }) } }
}

/** Tells which files are left out of data that were opened. */
export function tellLeftOut({ found, skipped }: OpenedData, progress: Pick<Progress, 'note'>): void {
  if (found) for (const line of foundLines(found)) progress.note(line)
  const files = new SkippedFiles((line) => progress.note(line))
  for (const file of skipped) files.add(file)
  files.end()
}
