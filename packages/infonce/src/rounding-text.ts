// What float16 changed, in words.

/** Three significant digits: `0.000244`. */
export const small = (value: number): string => String(Number(value.toPrecision(3)))

/** `off by at most 0.000244, 0.0488 % of the largest number` */
export const roundingText = ({
  largestError,
  relativeError,
}: {
  readonly largestError: number
  readonly relativeError: number
}): string => `off by at most ${small(largestError)}, ${small(100 * relativeError)} % of a weight's largest number`
