// Models from elsewhere: their reader is asked for files beside the model alone, and only for what the model needs.
import { create } from '@bufbuild/protobuf'
import { TensorProto_DataLocation as DataLocation, StringStringEntryProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { ModelFormatError } from '../describe-model.js'
import { perceptron, withTensor } from './model-of-nodes.fixture.js'
import { readModel } from './read-model.js'

/** A model whose three numbers `b` lie outside. */
const outside = (entries: Readonly<Record<string, string>>): Uint8Array =>
  withTensor(perceptron, 'b', (tensor) => {
    tensor.rawData = new Uint8Array(0)
    tensor.dataLocation = DataLocation.EXTERNAL
    tensor.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    )
  })

const ask = (entries: Readonly<Record<string, string>>): { asked: string[]; read: () => unknown } => {
  const asked: string[] = []
  const externalData = (location: string): Uint8Array => {
    asked.push(location)
    return new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)
  }
  return { asked, read: () => readModel(outside(entries), { externalData }) }
}

describe('data outside a model', () => {
  it.each(['weights.bin', './weights.bin', 'sub/model.data', '...', 'a..b'])('may lie at %j', (location) => {
    const { asked, read } = ask({ location })
    read()
    expect(asked).toEqual([location])
  })

  it.each([
    ['../../etc/passwd', "it leads out of the model's folder"],
    ['sub/../../x', "it leads out of the model's folder"],
    ['./..', "it leads out of the model's folder"],
    ['/etc/passwd', 'it is absolute'],
    ['C:/x', 'it is absolute'],
    ['c:x', 'it is absolute'],
    ['..\\x', 'backslash'],
    ['\\\\server\\share\\x', 'backslash'],
    ['x\0.data', 'zero byte'],
    ['.', 'not the path of a file'],
    ['a//b', 'not the path of a file'],
  ])('may not lie at %j, and nobody is asked for it', (location, problem) => {
    const { asked, read } = ask({ location })
    expect(read).toThrow(ModelFormatError)
    expect(read).toThrow(`the initializer 'b' is kept in ${JSON.stringify(location)}, which is not read: `)
    expect(read).toThrow(problem)
    // Without a reader too, whoever is told where it lies may go and fetch it.
    expect(() => readModel(outside({ location }))).toThrow(problem)
    expect(asked).toEqual([])
  })

  it.each([
    [{ length: '4000000000000' }, 'needs 12 bytes, but the model names 4000000000000'],
    [{ length: 'x' }, 'but the model names x'],
    [{ offset: '0.5' }, "its offset in 'w' is '0.5'"],
    [{ offset: '-4' }, "its offset in 'w' is '-4'"],
  ])('of a size or place that cannot be, %j, is not asked for', (entries, message) => {
    const { asked, read } = ask({ location: 'w', ...entries })
    expect(read).toThrow(ModelFormatError)
    expect(read).toThrow(message)
    expect(asked).toEqual([])
  })
})
