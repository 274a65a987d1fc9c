// Images and embeddings that tests of the report share: three classes that lie apart, all of it by a seed.
import { Random } from '@infonce/core'
import { stackRows } from '@infonce/evaluation'
import type { EmbeddedImages } from './image-report.js'
import type { ShownImage, ShownImages } from './image-set.js'

/** Class names, one of which would end scripts and attributes. */
export const classNames = ['cat', 'dog', `"><img src=x onerror=alert(1)>`] as const

/** Images of noise with embeddings around the direction of their class, which is their place modulo 3. */
export function embeddedImages(count: number, seed: number, size = 8): EmbeddedImages & { set: ShownImages } {
  const random = Random.fromSeed(seed)
  const images = Array.from({ length: count }, (_, i) => ({
    name: `</script><script>alert(${i})</script>`,
    pixels: Uint8Array.from({ length: 3 * size * size }, () => random.below(256)),
    labels: { class: classNames[i % 3]! },
  }))
  const features = stackRows(
    images.map((_, i) => Float32Array.from({ length: 6 }, (_, c) => (c === i % 3 ? 1.2 : 0) + random.normal())),
  )
  return { set: imagesInMemory({ images, size }), features }
}

/** Images that are in memory. */
export const imagesInMemory = ({
  images,
  size,
  channels = 3,
}: {
  readonly images: readonly (Pick<ShownImage, 'name'> & Partial<ShownImage> & { readonly pixels: Uint8Array })[]
  readonly size: number
  readonly channels?: number
}): ShownImages => ({
  size,
  channels,
  images: images.map(({ name, labels = {} }) => ({ name, labels })),
  read: async (index) => images[index]!.pixels,
})
