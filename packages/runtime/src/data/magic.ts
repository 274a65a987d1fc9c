// What a file is that is not what it was taken for, by its first bytes.

/** Formats that are met under the wrong name: where their mark stands, and the mark. */
const marks: readonly (readonly [offset: number, mark: string, name: string])[] = [
  [0, 'fLaC', 'FLAC'],
  [0, 'OggS', 'Ogg'],
  [0, 'ID3', 'MP3'],
  [0, '\xff\xfb', 'MP3'],
  [0, '\xff\xf3', 'MP3'],
  [0, '\x89PNG', 'PNG'],
  [0, '\xff\xd8\xff', 'JPEG'],
  [0, 'GIF8', 'GIF'],
  [0, 'BM', 'BMP'],
  [0, '\x93NUMPY', 'NPY'],
  [0, '%PDF', 'PDF'],
  [0, 'RIFX', 'big-endian WAV (RIFX)'],
  [0, 'riff', 'Wave64'],
  [0, 'caff', 'CAF'],
  [0, 'NIST_1A', 'NIST SPHERE'],
  [0, '.snd', 'AU'],
  [0, '\x1f\x8b', 'gzip'],
  [0, 'PK\x03\x04', 'ZIP'],
  [0, 'version http', 'a Git LFS pointer'],
  [4, 'ftyp', 'MP4'],
  [8, 'WEBP', 'WebP'],
  [8, 'AIF', 'AIFF'],
  [8, 'AVI ', 'AVI'],
]

/** How bytes begin, in words: `like FLAC`, or the bytes themselves in hexadecimal. */
export function describeMagic(head: DataView): string {
  const bytes = new Uint8Array(head.buffer, head.byteOffset, head.byteLength)
  const begin = String.fromCharCode(...bytes.subarray(0, 12))
  const known = marks.find(([offset, mark]) => begin.startsWith(mark, offset))
  if (known) return `like ${known[2]}`
  return `with the bytes ${Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`
}
