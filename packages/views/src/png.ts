// Images written as PNG files, in Node and in browsers.
import { ValueError } from '@infonce/core'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Eight bits, red green blue, deflate, the filters of the standard, not interlaced. */
const FORM = [8, 2, 0, 0, 0]
/** The filter `Up`: a row as its difference to the one above, which is 0 where enlarged images repeat a row. */
const UP = 2
const LARGEST_SIDE = 2 ** 31 - 1

/** The remainders of all bytes under the polynomial of ISO 3309 (PNG specification, annex D). */
const remainders: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1
  return remainder
})

function checksum(bytes: Uint8Array): number {
  let remainder = 0xffffffff
  for (const byte of bytes) remainder = remainders[(remainder ^ byte) & 0xff]! ^ (remainder >>> 8)
  return ~remainder
}

/**
 * A PNG file of an image, eight bits a channel.
 * @param pixels red, green and blue of each pixel, `[height, width, 3]` row-major
 * @throws ValueError for a width or height that is no whole number from 1, or another number of bytes than they give
 */
export async function encodePng(pixels: Uint8Array, width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  for (const [name, side] of Object.entries({ width, height }))
    if (!Number.isInteger(side) || side < 1 || side > LARGEST_SIDE)
      throw new ValueError(`${name} must be a whole number from 1 to ${LARGEST_SIDE}, found ${side}`)
  const row = 3 * width
  if (pixels.length !== row * height)
    throw new ValueError(`an image of ${width} × ${height} has ${row * height} bytes, found ${pixels.length}`)
  const filtered = new Uint8Array((row + 1) * height)
  for (let y = 0; y < height; y++) {
    const [to, from] = [y * (row + 1), y * row]
    filtered[to] = UP
    // Bytes count modulo 256.
    for (let i = 0; i < row; i++) filtered[to + 1 + i] = pixels[from + i]! - (y > 0 ? pixels[from + i - row]! : 0)
  }
  const compressed = new Blob([filtered]).stream().pipeThrough(new CompressionStream('deflate'))
  const data = new Uint8Array(await new Response(compressed).arrayBuffer())
  const header = new Uint8Array(8 + FORM.length)
  new DataView(header.buffer).setUint32(0, width)
  new DataView(header.buffer).setUint32(4, height)
  header.set(FORM, 8)
  const chunks = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array())]
  const file = new Uint8Array(SIGNATURE.length + chunks.reduce((sum, { length }) => sum + length, 0))
  file.set(SIGNATURE)
  let at = SIGNATURE.length
  for (const bytes of chunks) {
    file.set(bytes, at)
    at += bytes.length
  }
  return file
}

/** Length, name, content, and the checksum of the last two. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  bytes.set(new TextEncoder().encode(name), 4)
  bytes.set(content, 8)
  view.setUint32(8 + content.length, checksum(bytes.subarray(4, 8 + content.length)))
  return bytes
}
