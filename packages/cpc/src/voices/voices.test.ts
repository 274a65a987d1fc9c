import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { medianPitch, rootMeanSquare, spectrum, zeroCrossings } from './analysis.fixture.js'
import { makeSpeakers } from './speaker.js'
import { type VoiceRecording, voices } from './voices.js'

const few = (options = {}): VoiceRecording[] => [...voices({ speakers: 2, words: 3, repetitions: 2, ...options })]

/** Largest difference between two recordings' samples, over the shorter one. */
const difference = (a: VoiceRecording, b: VoiceRecording): number => {
  let most = 0
  for (let i = 0; i < Math.min(a.samples.length, b.samples.length); i++)
    most = Math.max(most, Math.abs(a.samples[i]! - b.samples[i]!))
  return most
}

/** Accuracy of the nearest class mean in standardized features, over the rows that are not trained on. */
function nearestMean(rows: readonly number[][], labels: readonly string[], trained: readonly boolean[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
  const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]!))
  const scales = columns.map((column) => Math.sqrt(mean(column.map((value) => (value - mean(column)) ** 2))))
  const centers = [...new Set(labels)].map((label) => ({
    label,
    center: columns.map((column) => mean(column.filter((_, row) => trained[row]! && labels[row] === label))),
  }))
  const distance = (row: readonly number[], center: readonly number[]) =>
    row.reduce((sum, value, column) => sum + ((value - center[column]!) / scales[column]!) ** 2, 0)
  const tested = rows.map((_, row) => row).filter((row) => !trained[row])
  const right = tested.filter((row) => {
    const distances = centers.map(({ center }) => distance(rows[row]!, center))
    return centers[distances.indexOf(Math.min(...distances))]!.label === labels[row]
  })
  return right.length / tested.length
}

describe('voices', () => {
  it('names every word of every speaker, one repetition after the other', () => {
    const recordings = few()
    expect(recordings.map(({ name }) => name)).toEqual([
      ...['mina-s1-0', 'nima-s1-0', 'tuko-s1-0', 'mina-s2-0', 'nima-s2-0', 'tuko-s2-0'],
      ...['mina-s1-1', 'nima-s1-1', 'tuko-s1-1', 'mina-s2-1', 'nima-s2-1', 'tuko-s2-1'],
    ])
    expect(recordings[10]!.labels).toEqual({ word: 'nima', speaker: 's2', repetition: '1' })
  })

  it('gives the defaults that it names', () => {
    const names = new Set<string>()
    let count = 0
    const made = voices({ repetitions: 2 })
    for (const { name, rate } of made) {
      names.add(name)
      count++
      expect(rate).toBe(8000)
    }
    expect(names.size).toBe(120)
    expect(count).toBe(120)
    expect(made.count).toBe(120)
    const [first] = voices()
    const [seeded] = voices({ seed: 1, rate: 8000 })
    expect(first).toEqual(seeded)
  })

  it('gives the same on every pass, and other sounds for another seed', () => {
    const source = voices({ speakers: 2, words: 2, repetitions: 2 })
    expect([...source]).toEqual([...source])
    const [one] = few({ seed: 1 })
    const [two] = few({ seed: 2 })
    expect(difference(one!, two!)).toBeGreaterThan(0.1)
  })

  it('leaves a recording as it is when there are more speakers, words and repetitions', () => {
    const more = new Map([...voices({ speakers: 3, words: 4, repetitions: 3 })].map((one) => [one.name, one]))
    for (const recording of few()) expect(more.get(recording.name)).toEqual(recording)
  })

  it('holds finite samples in steps of 16 bits with peaks of 0.15 to 0.9', () => {
    for (const { samples } of voices({ speakers: 12, words: 12, repetitions: 1 })) {
      let peak = 0
      for (const sample of samples) {
        peak = Math.max(peak, Math.abs(sample))
        if (!Number.isInteger(sample * 32768)) expect.fail(`${sample} is no step`)
      }
      expect(peak).toBeGreaterThan(0.149)
      expect(peak).toBeLessThan(0.901)
      // Neither a click among silence nor noise without pauses.
      expect(rootMeanSquare(samples) / peak).toBeGreaterThan(0.08)
      expect(rootMeanSquare(samples) / peak).toBeLessThan(0.5)
      expect(rootMeanSquare(samples.subarray(0, 160)) / peak).toBeLessThan(0.05)
    }
  })

  it.each([8000, 11025, 16000])('lasts 0.3 to 0.9 s at %i Hz', (rate) => {
    const seconds = few({ rate, words: 12 }).map(({ samples }) => samples.length / rate)
    expect(Math.min(...seconds)).toBeGreaterThan(0.3)
    expect(Math.max(...seconds)).toBeLessThan(0.9)
    const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length
    expect(mean).toBeGreaterThan(0.45)
    expect(mean).toBeLessThan(0.6)
    expect(new Set(seconds).size).toBeGreaterThan(seconds.length / 2)
  })

  it('speaks at the pitch of its speaker', () => {
    const speakers = makeSpeakers(Random.fromSeed(3).split('voices').split('speakers'))
    const heard = speakers.map((): number[] => [])
    for (const { labels, samples, rate } of voices({ seed: 3, speakers: 12, words: 3, repetitions: 2 }))
      heard[Number(labels.speaker.slice(1)) - 1]!.push(medianPitch(samples, rate))
    for (const [index, { pitch }] of speakers.entries()) {
      const mean = heard[index]!.reduce((sum, one) => sum + one, 0) / heard[index]!.length
      expect(Math.abs(mean / pitch - 1)).toBeLessThan(0.08)
    }
  })

  it('tells words and speakers by their spectra, not by level and zero crossings', () => {
    const recordings = [...voices({ speakers: 4, words: 6, repetitions: 7 })]
    const frequencies = Array.from({ length: 14 }, (_, i) => 100 * 1.32 ** i).filter((frequency) => frequency < 3900)
    const spectra = recordings.map(({ samples, rate }) => {
      const [third, level] = [Math.floor(samples.length / 3), rootMeanSquare(samples) ** 2]
      return [0, 1, 2].flatMap((part) =>
        spectrum(samples.subarray(part * third, (part + 1) * third), frequencies, rate).map((power) =>
          Math.log(power / level + 1e-4),
        ),
      )
    })
    const simple = recordings.map(({ samples }) => [Math.log(rootMeanSquare(samples)), zeroCrossings(samples)])
    const words = recordings.map(({ labels }) => labels.word)
    const speakers = recordings.map(({ labels }) => labels.speaker)
    const trained = recordings.map(({ labels }) => Number(labels.repetition) < 5)
    expect(nearestMean(spectra, words, trained)).toBeGreaterThan(0.65)
    expect(nearestMean(spectra, speakers, trained)).toBeGreaterThan(0.85)
    expect(nearestMean(simple, words, trained)).toBeLessThan(0.5)
    expect(nearestMean(simple, speakers, trained)).toBeLessThan(0.5)
  })

  it('says a word each time in another way', () => {
    const takes = [...voices({ speakers: 1, words: 1, repetitions: 6 })]
    for (const [index, one] of takes.entries())
      for (const other of takes.slice(index + 1)) expect(difference(one, other)).toBeGreaterThan(0.05)
  })

  it.each([
    [{ speakers: 0 }, 'speakers must be a whole number from 1 to 12, found 0'],
    [{ speakers: 13 }, 'speakers must be a whole number from 1 to 12, found 13'],
    [{ words: 2.5 }, 'words must be a whole number from 1 to 12, found 2.5'],
    [{ words: 13 }, 'words must be a whole number from 1 to 12, found 13'],
    [{ repetitions: 0 }, 'repetitions must be a whole number from 1'],
    [{ repetitions: Number.NaN }, 'repetitions must be a whole number from 1'],
    [{ rate: 7999 }, 'rate must be a whole number from 8000 to 48000, found 7999'],
    [{ rate: 96000 }, 'rate must be a whole number from 8000 to 48000, found 96000'],
    [{ seed: 0.5 }, 'seed must be a whole number'],
  ])('refuses %o when called', (options, message) => {
    expect(() => voices(options)).toThrow(ValueError)
    expect(() => voices(options)).toThrow(message)
  })
})
