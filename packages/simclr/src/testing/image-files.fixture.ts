// What tools/oracles/image_files.py wrote: files of images and their pixels.
import fixture from '../fixtures/image-files.json' with { type: 'json' }

type Planes = readonly (readonly (readonly number[])[])[]

export interface OracleImage {
  readonly name: string
  /** What the file may be called. */
  readonly file: string
  readonly bytes: Uint8Array
  readonly channels: number
  /** `[channels, height, width]`. */
  readonly planes: Planes
  /** How far a byte may be from that. */
  readonly tolerance: number
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

export const imageFiles: readonly OracleImage[] = fixture.files.map((file) => ({
  ...file,
  bytes: bytesOf(file.base64),
}))

/** The upper half is red, the lower half black. */
export const cmykFile: Uint8Array = bytesOf(fixture.cmyk)

/** An image of 60 × 44, and as it is at 16 × 16. */
export const resizedImage: Pick<OracleImage, 'bytes' | 'planes' | 'tolerance'> = {
  bytes: bytesOf(fixture.resized.base64),
  planes: fixture.resized.planes,
  tolerance: fixture.resized.tolerance,
}

type ArrayFileName =
  | 'idx'
  | 'idxPacked'
  | 'idxColors'
  | 'idxLabels'
  | 'npyGray'
  | 'npyRows'
  | 'npyPlanes'
  | 'npyFortran'
  | 'npyFloats'
  | 'npyLabels'

/** Files of three images of 5 × 5, and their pixels. */
export const arrays: {
  readonly files: Readonly<Record<ArrayFileName, Uint8Array>>
  readonly labels: readonly string[]
  readonly gray: readonly Planes[]
  readonly colors: readonly Planes[]
} = {
  files: Object.fromEntries(
    Object.entries(fixture.arrays).flatMap(([name, content]) =>
      typeof content === 'string' ? [[name, bytesOf(content)]] : [],
    ),
  ) as Record<ArrayFileName, Uint8Array>,
  labels: fixture.arrays.labels,
  gray: fixture.arrays.gray,
  colors: fixture.arrays.colors,
}
