// The kinds of files that hold pictures, by their names.

/** PNG, JPEG, WebP, GIF, TIFF and AVIF, a picture each; or arrays of pictures. */
export type PictureKind = 'pictures' | 'cifar' | 'idx' | 'npy'

/** What belongs to a kind, and how messages call it. */
export const kindNames: Readonly<Record<PictureKind, { readonly pattern: RegExp; readonly text: string }>> = {
  pictures: {
    pattern: /\.(png|jpe?g|webp|gif|tiff?|avif)$/i,
    text: '.png, .jpg, .jpeg, .webp, .gif, .tif, .tiff, .avif',
  },
  cifar: { pattern: /\.bin(\.gz)?$/i, text: '.bin, .bin.gz' },
  idx: { pattern: /idx[34](-ubyte)?(\.gz)?$/i, text: '-idx3-ubyte, -idx3-ubyte.gz' },
  npy: { pattern: /\.npy(\.gz)?$/i, text: '.npy, .npy.gz' },
}

export const pictureKinds: readonly PictureKind[] = Object.keys(kindNames) as PictureKind[]

/** The kind of a file by its name. */
export const kindOf = (name: string): PictureKind | undefined =>
  pictureKinds.find((kind) => kindNames[kind].pattern.test(name))
