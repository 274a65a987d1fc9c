// Images, and labels, in NumPy's .npy files.
import { type NpyLayout, npyLayout, shapeText } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import type { ArrayLayout } from './array-file.js'
import { layoutOfShape } from './array-shape.js'
import type { FileBytes } from './file-bytes.js'
import { npyPixels } from './npy-pixels.js'

/**
 * The layout of an array, see {@link layoutOfShape}, whose numbers are read as {@link npyPixels} does.
 * @throws ImageError for any other file
 */
export async function npyImages(bytes: FileBytes, path: string): Promise<ArrayLayout> {
  const layout = await bytes.layout(npyLayout(bytes.size, path, ImageError))
  const { shape, fortran } = layout
  if (fortran && shape.length > 1)
    throw new ImageError(path, 'is in Fortran order: write it by numpy.save(path, numpy.ascontiguousarray(array))')
  const form = layoutOfShape(shape, 0, path)
  return { ...form, labels: [], pixels: await npyPixels(bytes, layout, path) }
}

/**
 * Labels of an array of whole numbers `[N]`, of whatever type, as texts.
 * @throws ImageError for any other file
 */
export async function npyLabels(bytes: FileBytes, path: string): Promise<string[]> {
  const layout: NpyLayout = await bytes.layout(npyLayout(bytes.size, path, ImageError))
  const { shape, type } = layout
  if (shape.length !== 1)
    throw new ImageError(
      path,
      `holds ${type} of the shape ${shapeText(shape)}, expected whole numbers of the shape (N,)`,
    )
  const data = await bytes.range(layout.data)
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  return Array.from({ length: shape[0]! }, (_, i) => {
    const value = layout.read(view, i)
    if (!Number.isInteger(value))
      throw new ImageError(path, `label ${i} (counted from 0) is ${value}, expected a whole number`)
    return String(value)
  })
}
