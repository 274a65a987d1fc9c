// A few voices as WAV files, in a folder.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeWav, type VoicesOptions, voices } from '@infonce/cpc'

/** The pattern of labels in the names of the files. */
export const LABELS = '{word}_{speaker}_{take}'

/** Writes voices at 8 kHz into a folder. Returns the names of the files. */
export function writeVoices(folder: string, options: VoicesOptions): string[] {
  mkdirSync(folder, { recursive: true })
  return Array.from(voices(options), ({ labels: { word, speaker, repetition }, samples, rate }) => {
    const name = `${word}_${speaker}_${repetition}.wav`
    writeFileSync(join(folder, name), encodeWav(samples, rate))
    return name
  })
}

/** Settings of a model that trains within a moment. */
export const SMALL: readonly string[] = [
  ...['--widths', '6,6,6,8', '--context-width', '8', '--steps', '3', '--negatives', '12'],
  ...['--frames', '16', '--batch', '8', '--threads', '1'],
]
