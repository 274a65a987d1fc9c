// Numbers that tests and the oracles in tools/oracles count out alike.

/** Whole numbers from −99 to 99, a function of the name: `numbers` in tools/oracles/pytorch_simclr.py. */
export function countedNumbers(name: string, count: number): number[] {
  let x = 1
  for (const character of name) x = (x * 31 + character.codePointAt(0)!) % 2147483647
  return Array.from({ length: count + 3 }, () => {
    x = (x * 16807) % 2147483647
    return (x % 199) - 99
  }).slice(3)
}
