// Pictures, and labels, in NumPy's .npy files.
import { type NpyLayout, npyLayout, shapeText } from '@infonce/runtime'
import { PictureError } from '../errors.js'
import type { ArrayLayout } from './array-file.js'
import { layoutOfShape } from './array-shape.js'
import type { FileBytes } from './file-bytes.js'

/**
 * The layout of an array of uint8, see {@link layoutOfShape}.
 * @throws PictureError for any other file
 */
export async function npyPictures(bytes: FileBytes, path: string): Promise<ArrayLayout> {
  const { type, shape, fortran, data } = await bytes.layout(npyLayout(bytes.size, path, PictureError))
  if (type !== 'u1')
    throw new PictureError(
      path,
      `holds numbers of type ${type}, expected u1: bring them to 0 … 255 (array.astype('uint8'))`,
    )
  if (fortran && shape.length > 1)
    throw new PictureError(
      path,
      "lies in Fortran's order: write it by numpy.save(path, numpy.ascontiguousarray(array))",
    )
  return { ...layoutOfShape(shape, data.offset, path), labels: [] }
}

/**
 * Labels of an array of whole numbers `[N]`, as texts.
 * @throws PictureError for any other file
 */
export async function npyLabels(bytes: FileBytes, path: string): Promise<string[]> {
  const layout: NpyLayout = await bytes.layout(npyLayout(bytes.size, path, PictureError))
  if (layout.shape.length !== 1 || !layout.alwaysFinite)
    throw new PictureError(
      path,
      `holds ${layout.type} of the shape ${shapeText(layout.shape)}, expected whole numbers of the shape (N,)`,
    )
  const data = await bytes.range(layout.data)
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  return Array.from({ length: layout.shape[0]! }, (_, i) => String(layout.read(view, i)))
}
