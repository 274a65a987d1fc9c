// Words that are spelled nearly like a given one, for messages that say "did you mean".

/**
 * Of `words` (the most frequent first) those nearest to `word` by edit distance, ties by frequency.
 *
 * An edit is an insertion, a deletion, a substitution or an exchange of neighbors (Damerau 1964, without
 * edits inside an exchange); case is no difference. Up to 1 edit is near for words of up to 3 characters, 2 for
 * up to 7, 3 beyond.
 */
export function nearSpellings(word: string, words: readonly string[], limit: number): string[] {
  const target = [...word.toLowerCase()]
  const most = target.length <= 3 ? 1 : target.length <= 7 ? 2 : 3
  const found: { word: string; edits: number }[] = []
  for (const candidate of words) {
    // The number of UTF-16 units is at most twice the number of characters: a cheap bound before splitting.
    if (candidate.length < target.length - most || candidate.length > 2 * (target.length + most)) continue
    const edits = editDistance(target, [...candidate.toLowerCase()], most)
    if (edits <= most && edits < target.length) found.push({ word: candidate, edits })
  }
  // The sort is stable, so that within a distance the order by frequency stays.
  return found
    .sort((a, b) => a.edits - b.edits)
    .slice(0, limit)
    .map((entry) => entry.word)
}

/** Edit distance of two words, or some number above `most` as soon as it cannot be `most` or less. */
function editDistance(a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let lowest = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, before[j - 2]! + 1)
      row.push(edits)
      if (edits < lowest) lowest = edits
    }
    // An exchange reaches two rows back, so both have to be past the bound.
    if (lowest > most && Math.min(...above) > most) return most + 1
    before = above
    above = row
  }
  return above[b.length]!
}
