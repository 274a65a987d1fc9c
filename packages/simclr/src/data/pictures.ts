// Pictures of one size: what training, embedding and probes read.
import { ValueError } from '@infonce/core'
import { PictureError } from '../errors.js'

/** What is known of one picture without its pixels. */
export interface PictureInfo {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Square pictures of one size and number of channels, read on demand. */
export interface PictureSet {
  /** Side S in pixels. */
  readonly size: number
  /** 3 for red, green, blue; 1 for grey. */
  readonly channels: number
  readonly pictures: readonly PictureInfo[]
  /**
   * The pixels of picture `index`, 0 … 255, `[channels, S, S]` row-major. The array may be shared with other readers: it
   * is not to be written to.
   */
  read(index: number): Promise<Uint8Array>
}

/** One picture that is given to {@link picturesInMemory}. */
export interface NamedPixels {
  readonly name: string
  /** 0 … 255, `[channels, S, S]` row-major. */
  readonly pixels: Uint8Array
  /** None by default. */
  readonly labels?: Readonly<Record<string, string>>
}

/** What {@link picturesInMemory} is given. */
export interface PicturesInMemoryOptions {
  readonly pictures: readonly NamedPixels[]
  /** Side S in pixels. */
  readonly size: number
  /** 3, the default, for red, green, blue; 1 for grey. */
  readonly channels?: number
}

/**
 * Pictures that are in memory already, in a browser or a test. The arrays are kept, not copied.
 * @throws ValueError where there are none, or size or channels are impossible; PictureError, with its name as path, for
 *   a picture of another size
 */
export function picturesInMemory({ pictures, size, channels = 3 }: PicturesInMemoryOptions): PictureSet {
  if (!(Number.isSafeInteger(size) && size > 0))
    throw new ValueError(`size must be a whole number from 1; found ${size}`)
  if (channels !== 1 && channels !== 3) throw new ValueError(`channels must be 1 or 3; found ${channels}`)
  if (pictures.length === 0) throw new ValueError('no pictures: give at least one')
  const count = channels * size * size
  const wrong = pictures.find(({ pixels }) => pixels.length !== count)
  if (wrong)
    throw new PictureError(
      wrong.name,
      `has ${wrong.pixels.length} numbers; a picture of ${channels} × ${size} × ${size} has ${count}`,
    )
  return {
    size,
    channels,
    pictures: pictures.map(({ name, labels = {} }) => ({ name, labels })),
    read: async (index) => entry(pictures, index).pixels,
  }
}

/**
 * The pictures for which `predicate` holds, in their order: `selectPictures(set, ({ labels }) => labels.class !== 'cat')`.
 * @throws ValueError where it holds for none
 */
export function selectPictures(set: PictureSet, predicate: (info: PictureInfo, index: number) => boolean): PictureSet {
  const indices = set.pictures.flatMap((info, index) => (predicate(info, index) ? [index] : []))
  if (indices.length === 0) throw new ValueError(`none of the ${set.pictures.length} pictures is selected`)
  return {
    size: set.size,
    channels: set.channels,
    pictures: indices.map((index) => set.pictures[index]!),
    read: async (index) => set.read(entry(indices, index)),
  }
}

/** An entry of a list. Throws a `ValueError` where there is none of that index. */
export function entry<T>(list: readonly T[], index: number): T {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < list.length))
    throw new ValueError(`there is no picture ${index}: there are ${list.length}, counted from 0`)
  return list[index]!
}
