import { describe, expect, it } from 'vitest'
import { checkEnding, type Target } from './target-ending.js'
import { UsageError } from './usage-error.js'

describe('checkEnding', () => {
  it.each<[string, Target]>([
    ['v.txt', 'text'],
    ['v.vec.gz', 'text'],
    ['vectors', 'text'],
    ['vectors.300d', 'text'],
    ['v.bin', 'binary'],
    ['v.bin.GZ', 'binary'],
    ['vectors', 'binary'],
    ['run', 'folder'],
    ['model-1.0', 'folder'],
  ])('takes %s for %s', (out, target) => {
    expect(() => checkEnding(out, target, 'it')).not.toThrow()
  })

  it.each<[string, Target, string]>([
    ['v.bin', 'text', 'writes text, but the name is that of a binary file: end it in .txt'],
    ['v.npy.gz', 'text', 'writes text'],
    ['v.TXT', 'binary', 'the name is that of another: end it in .bin'],
    ['v.vec.gz', 'binary', 'the name is that of another'],
    ['v.onnx', 'binary', 'the name is that of another'],
    ['v.txt.zip', 'text', 'only gzip compression is supported: end the name in .gz'],
    ['v.txt', 'folder', 'writes a folder of several files'],
    ['encoder.onnx', 'folder', 'writes a folder of several files'],
    ['model.gz', 'folder', 'writes a folder of several files'],
  ])('refuses %s for %s', (out, target, message) => {
    expect(() => checkEnding(out, target, '--format x')).toThrow(UsageError)
    expect(() => checkEnding(out, target, '--format x')).toThrow(`--out ${out}: `)
    expect(() => checkEnding(out, target, '--format x')).toThrow(message)
  })
})
