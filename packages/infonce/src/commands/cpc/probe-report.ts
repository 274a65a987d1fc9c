// What probes of CPC found, as tables.
import { probeReport as reportOf } from '../../probe/report.js'
import type { ProbeResult } from '../../probe/result.js'

/** The tables, and what they say in words, in as many columns as the terminal has. */
export function probeReport(result: ProbeResult, indent = ''): string[] {
  const has = (wanted: string): boolean => result.rows.some(({ name }) => name === wanted)
  const notes = [
    ...(has('MFCC') ? ['MFCC has 13 coefficients.'] : []),
    ...(has('log-mel') ? ['log-mel has 40 bands.'] : []),
    'Statistics are means and deviations over the frames.',
  ]
  return reportOf(result, { unit: 'series', notes, indent })
}
