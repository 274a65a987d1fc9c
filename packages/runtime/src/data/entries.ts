// Sets of entries with names and labels that are read on demand, whatever the entries are.
import { ValueError } from '@infonce/core'

/** What the entries of a set are called in messages: `{ one: 'image', many: 'images' }`. */
export interface EntryNoun {
  readonly one: string
  readonly many: string
}

/** An entry of a list. Throws a `ValueError` where there is none of that index. */
export function entryOf<T>(list: readonly T[], index: number, { one }: EntryNoun): T {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < list.length))
    throw new ValueError(`there is no ${one} ${index}: there are ${list.length}, counted from 0`)
  return list[index]!
}

/**
 * The entries of a set for which `predicate` holds, in their order.
 * @param read reads an entry of the set
 * @throws ValueError where it holds for none
 */
export function selectEntries<Info, Data>(
  entries: readonly Info[],
  read: (index: number) => Promise<Data>,
  predicate: (info: Info, index: number) => boolean,
  noun: EntryNoun,
): { readonly entries: readonly Info[]; readonly read: (index: number) => Promise<Data> } {
  const indices = entries.flatMap((info, index) => (predicate(info, index) ? [index] : []))
  if (indices.length === 0) throw new ValueError(`none of the ${entries.length} ${noun.many} is selected`)
  return {
    entries: indices.map((index) => entries[index]!),
    read: async (index) => read(entryOf(indices, index, noun)),
  }
}
