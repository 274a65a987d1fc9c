// Which images are shown where there are more than can be.
import type { Random } from '@infonce/core'
import type { Labels } from '@infonce/evaluation'

/** Some of `count` rows, at most `most`, by chance, in ascending order. */
export function drawSome(count: number, most: number, random: Random): number[] {
  const rows = Array.from({ length: count }, (_, row) => row)
  return count <= most
    ? rows
    : random
        .shuffle(rows)
        .slice(0, most)
        .sort((a, b) => a - b)
}

/**
 * Some of `count` rows, at most `most`: as equally many of each class as there are, sorted by class and then by row;
 * without labels like {@link drawSome}.
 */
export function drawEvenly(count: number, most: number, labels: Labels | undefined, random: Random): number[] {
  if (!labels) return drawSome(count, most, random)
  const shuffled = random.shuffle(Array.from({ length: count }, (_, row) => row))
  const classes = labels.classes.map((_, code) => shuffled.filter((row) => labels.codes[row] === code))
  // One of each class after the other, until there are enough.
  const rounds = Math.max(...classes.map((rows) => rows.length))
  const drawn = Array.from({ length: rounds }, (_, round) => classes.flatMap((rows) => rows.slice(round, round + 1)))
    .flat()
    .slice(0, most)
  return drawn.sort((a, b) => labels.codes[a]! - labels.codes[b]! || a - b)
}
