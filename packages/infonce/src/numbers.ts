// Numbers as people read and type them.

/** `1,234,567` */
export const count = (value: number): string => Math.round(value).toLocaleString('en-GB')

/** Three significant digits with a unit of thousands: `1.23M`, `45.6k`, `7`. */
export function short(value: number): string {
  // What would be shown as 1000 of a unit is 1 of the next.
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const)
    if (value >= 0.9995 * size) return `${digits(value / size)}${unit}`
  return String(Math.round(value))
}

const digits = (value: number): string => value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)

/** A size in bytes: `412 B`, `6.48 MB` (powers of 1000). */
export function bytes(value: number): string {
  const text = short(value)
  return /\d$/.test(text) ? `${text} B` : `${text.slice(0, -1)} ${text.at(-1)}B`
}

/** A share of one as `12.3 %`; `–` for none. */
export const percent = (share: number): string => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–')

/** A time as on a clock: `0:07`, `12:34`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const pad = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`
}

/** A time in words: `0.42 s`, `12.3 s`, `4 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`
  const whole = Math.round(seconds)
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`
}

/** A typed decimal number; NaN for any other text. */
export const parseNumber = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN
