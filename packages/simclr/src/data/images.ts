// Images of one size: what training, embedding and probes read.
import { ValueError } from '@infonce/core'
import { type EntryNoun, entryOf, selectEntries } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'

/** What is known of one image without its pixels. */
export interface ImageInfo {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Square images of one size and number of channels, read on demand. */
export interface ImageSet {
  /** Side S in pixels. */
  readonly size: number
  /** 3 for red, green, blue; 1 for gray. */
  readonly channels: number
  readonly images: readonly ImageInfo[]
  /**
   * The pixels of image `index`, 0 … 255, `[channels, S, S]` row-major. The array may be shared with other readers: it
   * is not to be written to.
   */
  read(index: number): Promise<Uint8Array>
}

/** One image that is given to {@link imagesInMemory}. */
export interface NamedPixels {
  readonly name: string
  /** 0 … 255, `[channels, S, S]` row-major. */
  readonly pixels: Uint8Array
  /** None by default. */
  readonly labels?: Readonly<Record<string, string>>
}

/** What {@link imagesInMemory} is given. */
export interface ImagesInMemoryOptions {
  readonly images: readonly NamedPixels[]
  /** Side S in pixels. */
  readonly size: number
  /** 3, the default, for red, green, blue; 1 for gray. */
  readonly channels?: number
}

/**
 * Images that are in memory already, in a browser or a test. The arrays are kept, not copied.
 * @throws ValueError where there are none, or size or channels are impossible; ImageError, with its name as path, for
 *   an image of another size
 */
export function imagesInMemory({ images, size, channels = 3 }: ImagesInMemoryOptions): ImageSet {
  if (!(Number.isSafeInteger(size) && size > 0))
    throw new ValueError(`size must be a whole number from 1; found ${size}`)
  if (channels !== 1 && channels !== 3) throw new ValueError(`channels must be 1 or 3; found ${channels}`)
  if (images.length === 0) throw new ValueError('no images: give at least one')
  const count = channels * size * size
  const wrong = images.find(({ pixels }) => pixels.length !== count)
  if (wrong)
    throw new ImageError(
      wrong.name,
      `has ${wrong.pixels.length} numbers; an image of ${channels} × ${size} × ${size} has ${count}`,
    )
  return {
    size,
    channels,
    images: images.map(({ name, labels = {} }) => ({ name, labels })),
    read: async (index) => entryOf(images, index, NOUN).pixels,
  }
}

/** What images are called in messages. */
export const NOUN: EntryNoun = { one: 'image', many: 'images' }

/**
 * The images for which `predicate` holds, in their order: `selectImages(set, ({ labels }) => labels.class !== 'cat')`.
 * @throws ValueError where it holds for none
 */
export function selectImages(set: ImageSet, predicate: (info: ImageInfo, index: number) => boolean): ImageSet {
  const { entries: images, read } = selectEntries(set.images, (index) => set.read(index), predicate, NOUN)
  return { size: set.size, channels: set.channels, images, read }
}
