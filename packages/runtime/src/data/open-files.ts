// How sets of files are opened, whatever they hold.
import { ValueError } from '@infonce/core'
import { FileError } from '../errors.js'
import type { BadFile, DataErrorClass } from './data-error.js'
import type { OpenDescribedOptions } from './described-data.js'

/** Options of opening files. */
export interface OpenFilesOptions extends OpenDescribedOptions {
  /** What is done about a file that cannot be read or has no labels; `throw` by default. */
  readonly onBadFile?: 'throw' | 'skip'
  /** How many bytes of decoded data are kept for the next reader; 1 GiB by default. */
  readonly cacheBytes?: number
}

export const DEFAULT_CACHE_BYTES: number = 2 ** 30

/** Files that are looked at together. */
export const FILES_AT_ONCE = 16

/** Throws a `ValueError` for impossible options. */
export function checkOpenFilesOptions({ onBadFile, cacheBytes = 0 }: OpenFilesOptions): void {
  checkChoice('onBadFile', onBadFile, ['throw', 'skip'])
  if (!(cacheBytes >= 0)) throw new ValueError(`cacheBytes must be 0 or more; found ${cacheBytes}`)
}

/** Throws a `ValueError` for an option that is given and none of its choices. */
export function checkChoice<T>(option: string, found: T | undefined, choices: readonly T[]): void {
  if (found !== undefined && !choices.includes(found))
    throw new ValueError(
      `${option} must be one of ${choices.join(', ')}; found ${typeof found === 'string' ? `'${found}'` : found}`,
    )
}

/** Files that cannot be used. */
export class BadFiles {
  readonly skipped: BadFile[] = []

  constructor(
    private readonly onBadFile: OpenFilesOptions['onBadFile'],
    private readonly Refusal: DataErrorClass,
  ) {}

  /** One more: thrown, unless bad files are skipped. Throws what is no error of a file in any case. */
  take(name: string, error: unknown): void {
    const isBad = error instanceof this.Refusal || error instanceof FileError
    if (!isBad || this.onBadFile !== 'skip') throw error
    this.skipped.push({ name, reason: error.message })
  }
}

/** What `work` makes of each item, in their order, `size` at once; `told` of how many are done. Throws the signal's reason. */
export async function* inGroups<Item, Result>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<Result>,
  told: (done: number) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly item: Item; readonly result: PromiseSettledResult<Result> }, void> {
  for (let i = 0; i < items.length; i += size) {
    signal?.throwIfAborted()
    const group = items.slice(i, i + size)
    const results = await Promise.allSettled(group.map(async (item) => work(item)))
    for (const [j, result] of results.entries()) yield { item: group[j]!, result }
    told(i + group.length)
  }
}
