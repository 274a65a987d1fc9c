// sharp, which decodes and resizes images: an optional peer, loaded when it is first needed. Node only.
import { ValueError } from '@infonce/core'
import type sharp from 'sharp'

/** @throws ValueError where it is not installed, or its native part does not load */
export async function loadSharp(): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n', 1)[0]! : String(error)
    throw new ValueError(
      /Cannot find (package|module) 'sharp'/.test(reason)
        ? 'reading PNG, JPEG, WebP, GIF, TIFF and AVIF, and resizing, needs the package sharp: npm install sharp'
        : `sharp cannot be loaded (${reason}): install it again for this system, npm install sharp`,
      { cause: error },
    )
  }
}
