// PNG, JPEG, WebP, GIF, TIFF and AVIF files to pixels, by sharp, in its own threads. Node only.
import { describeMagic, type OpenFile, usingFile } from '@infonce/runtime/internals'
import type { Sharp } from 'sharp'
import { ImageError } from '../errors.js'
import type { ImageFile, ImageForm } from './image-file.js'
import type { ImageInfo } from './images.js'
import { interleaved, planar } from './planes.js'
import { loadSharp } from './sharp.js'

/** Numbers whose largest is white. Lab has floats of a known range. */
const DEPTHS: readonly (string | undefined)[] = ['uchar', 'ushort']

/** Looks at the header of a file of one image, of which `info` is told. */
export async function openEncodedImage(path: string, info: ImageInfo): Promise<ImageFile> {
  const sharp = await loadSharp()
  const bytes = await contentOf(path)
  const { autoOrient, channels, hasAlpha, depth, space } = await decoding(path, bytes, () => sharp(bytes).metadata())
  if (!DEPTHS.includes(depth) && space !== 'lab')
    throw new ImageError(
      path,
      `holds numbers of type ${depth}, which has no defined white level: save it with 8 or 16 bits per channel`,
    )
  return {
    ...{ width: autoOrient.width, height: autoOrient.height, isGray: channels - Number(hasAlpha) === 1 },
    ...{ images: [info], held: 0 },
    async read(_, form) {
      const again = await contentOf(path)
      return decoding(path, again, () => inForm(sharp(again).autoOrient(), form))
    },
  }
}

/** Planes of bytes `[channels, height, width]` in another form. */
export async function convertPlanes(
  planes: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: 1 | 3 },
  form: ImageForm,
): Promise<Uint8Array> {
  const sharp = await loadSharp()
  return inForm(sharp(interleaved(planes, channels), { raw: { width, height, channels } }), form)
}

/** Over white, in sRGB or gray, resized to cover the square and cut from its middle. */
async function inForm(image: Sharp, { size, channels }: ImageForm): Promise<Uint8Array> {
  const pixels = await image
    .flatten({ background: '#ffffff' })
    .resize(size, size, { fit: 'cover', position: 'center' })
    .toColorspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
  // A copy of its own where sharp gives a part of a larger buffer would cost as much as this.
  return planar(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length), channels)
}

async function contentOf(path: string): Promise<Uint8Array> {
  const read = (file: OpenFile) => file.bytes({ offset: 0, length: file.size })
  const bytes = await usingFile(path, read, ImageError)
  if (bytes.length === 0) throw new ImageError(path, 'is empty, not an image')
  return bytes
}

/** What sharp gives, its errors as an `ImageError`. */
async function decoding<T>(path: string, bytes: Uint8Array, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (message.includes('unsupported image format')) {
      const head = new DataView(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.length))
      throw new ImageError(
        path,
        `is not an image: it begins ${describeMagic(head)}; expected PNG, JPEG, WebP, GIF, TIFF or AVIF`,
        {
          cause: error,
        },
      )
    }
    // Words of libvips may be about another image: its threads write into one place.
    const reason = message.startsWith('Input image') ? message.split('\n', 1)[0] : 'it is truncated or corrupt'
    throw new ImageError(path, `cannot be decoded: ${reason}`, { cause: error })
  }
}
