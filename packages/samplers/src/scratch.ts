// Room for random words, which all samplers share: what one call leaves in it no other reads.

/** Draws that a block of two words each has. */
export const BLOCK = 512

/** Two words for each draw of a block. */
export const scratch: Int32Array = /* @__PURE__ */ new Int32Array(2 * BLOCK)
