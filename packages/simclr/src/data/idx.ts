// IDX files, the format of MNIST and its family (LeCun, Cortes and Burges 1998).
import { type ByteRange, describeMagic, shapeText } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import type { ArrayLayout } from './array-file.js'
import { layoutOfShape } from './array-shape.js'
import type { FileBytes } from './file-bytes.js'

/** The third byte of the magic: unsigned bytes. */
const BYTES = 8

/**
 * The layout of a file of three or four axes of bytes; with the labels of `labelBytes`, a file of one axis, as `class`.
 * @throws ImageError where a file is no such IDX, is truncated, or there are more or fewer labels than images
 */
export async function idxLayout(
  bytes: FileBytes,
  path: string,
  labelBytes?: { readonly bytes: FileBytes; readonly path: string },
): Promise<ArrayLayout> {
  const { shape, data } = await idxArray(bytes, path)
  const layout = layoutOfShape(shape, data.offset, path)
  if (!labelBytes) return { ...layout, labels: [] }
  const found = await idxArray(labelBytes.bytes, labelBytes.path)
  if (found.shape.length !== 1 || found.shape[0] !== layout.count)
    throw new ImageError(
      labelBytes.path,
      `has the shape ${shapeText(found.shape)}, expected (${layout.count},): a label for each image of ${path}`,
    )
  const values = await labelBytes.bytes.range(found.data)
  return { ...layout, labels: Array.from(values, (value) => ({ class: String(value) })) }
}

async function idxArray(
  bytes: FileBytes,
  path: string,
): Promise<{ readonly shape: number[]; readonly data: ByteRange }> {
  const head = await bytes.range({ offset: 0, length: 4 + 4 * 255 })
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  if (head.length === 0) throw new ImageError(path, 'is empty, not an IDX file')
  if (head.length < 4 || view.getUint16(0) !== 0)
    throw new ImageError(path, `is not an IDX file: it begins ${describeMagic(view)}`)
  if (view.getUint8(2) !== BYTES)
    throw new ImageError(path, `is IDX of numbers of type ${view.getUint8(2)}, expected ${BYTES}, unsigned bytes`)
  const axes = view.getUint8(3)
  const offset = 4 + 4 * axes
  if (head.length < offset) throw new ImageError(path, `ends within its header of ${offset} bytes: it is truncated`)
  const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i))
  const length = shape.reduce((product, side) => product * side, 1)
  if (offset + length !== bytes.size)
    throw new ImageError(
      path,
      `holds ${bytes.size - offset} bytes, and its shape ${shapeText(shape)} has ${length}: it is truncated or corrupt`,
    )
  return { shape, data: { offset, length } }
}

/** What the file of labels beside a file of images may be called; none where its name does not say that it has images. */
export function idxLabelNames(name: string): string[] {
  const plain = name.replace(/\.gz$/i, '')
  const labels = plain.replace(/images/i, 'labels').replace(/idx[34]/i, 'idx1')
  return /images/i.test(plain) ? [labels, `${labels}.gz`] : []
}
