// The recordings of spoken digits, training and test.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { openSeries, selectSeries } from '@infonce/cpc'

/** The labels that are asked for. */
export const LABELS = /** @type {const} */ (['digit', 'speaker'])

/**
 * Unpacks the recordings into a folder and opens them.
 * @param {string} archive
 * @param {string} folder
 */
export async function openDigits(archive, folder) {
  await promisify(execFile)('tar', ['xf', archive, '-C', folder])
  const all = await openSeries(folder, { labels: '{digit}_{speaker}_{index}' })
  const isTest = (/** @type {import('@infonce/cpc').SeriesInfo} */ { labels }) => Number(labels.index) < 5
  return { training: selectSeries(all, (info) => !isTest(info)), test: selectSeries(all, isTest) }
}
