// The settings of CPC on spoken digits.

/** @satisfies {import('@infonce/cpc').ConfigurationInput} */
export const DIGITS_SETTINGS = {
  level: 'series',
  scope: 'mixed',
  speakerWindows: 4,
  frames: 50,
  epochs: 12,
  seed: 1,
}
