// The kinds of files that hold images, by their names.

/** PNG, JPEG, WebP, GIF, TIFF and AVIF, an image each; or arrays of images. */
export type ImageKind = 'images' | 'cifar' | 'idx' | 'npy'

/** What belongs to a kind, and how messages call it. */
export const kindNames: Readonly<Record<ImageKind, { readonly pattern: RegExp; readonly text: string }>> = {
  images: {
    pattern: /\.(png|jpe?g|webp|gif|tiff?|avif)$/i,
    text: '.png, .jpg, .jpeg, .webp, .gif, .tif, .tiff, .avif',
  },
  cifar: { pattern: /\.bin(\.gz)?$/i, text: '.bin, .bin.gz' },
  idx: { pattern: /idx[34](-ubyte)?(\.gz)?$/i, text: '-idx3-ubyte, -idx3-ubyte.gz' },
  npy: { pattern: /\.npy(\.gz)?$/i, text: '.npy, .npy.gz' },
}

export const imageKinds: readonly ImageKind[] = Object.keys(kindNames) as ImageKind[]

/** The kind of a file by its name. */
export const kindOf = (name: string): ImageKind | undefined =>
  imageKinds.find((kind) => kindNames[kind].pattern.test(name))
