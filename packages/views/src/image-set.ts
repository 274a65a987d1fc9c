// Square images of one size, as a model's package has them: all that views ask of them.
import { ValueError } from '@infonce/core'

/** What is known of one image without its pixels. */
export interface ShownImage {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Square images of one size and number of channels, read on demand: an `ShownImages` of `@infonce/simclr` is one. */
export interface ShownImages {
  /** Side S in pixels. */
  readonly size: number
  /** 3 for red, green, blue; 1 for gray. */
  readonly channels: number
  readonly images: readonly ShownImage[]
  /** The pixels of image `index`, 0 … 255, `[channels, S, S]` row-major. */
  read(index: number): Promise<Uint8Array>
}

/** Some images of a set. */
export const imagesAt = (set: ShownImages, indices: readonly number[]): ShownImages => ({
  size: set.size,
  channels: set.channels,
  images: indices.map((index) => set.images[index]!),
  read: (index) => set.read(indices[index]!),
})

/** The value of a label of an image. Throws a `ValueError` that names the image where it has none. */
export function labelOf({ name, labels }: ShownImage, label: string): string {
  if (Object.hasOwn(labels, label)) return labels[label]!
  throw new ValueError(`${name} has no label '${label}': leave it out, or name another label`)
}
