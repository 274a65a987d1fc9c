// Bytes as text, for images inside a page.

/** Characters that are made of bytes at a time: a function takes no more arguments than fit a stack. */
const CHUNK = 0x6000

/** Bytes in base64. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  // Three bytes are four characters: pieces of whole threes can be put one after the other.
  for (let at = 0; at < bytes.length; at += CHUNK) text += btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK)))
  return text
}

/** A PNG file as an address. */
export const pngAddress = (png: Uint8Array): string => `data:image/png;base64,${base64(png)}`
