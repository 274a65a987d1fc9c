// The settings of CPC on spoken digits.

/** @satisfies {import('@infonce/cpc').ConfigurationInput} */
export const DIGITS_SETTINGS = {
  level: 'series',
  scope: 'mixed',
  speakerWindows: 4,
  frames: 50,
  steps: 12,
  epochs: 20,
  seed: 1,
}
