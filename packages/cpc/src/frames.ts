// What an encoder makes of samples: frames z and contexts c.

/** Frames of a series, or of a part of it. */
export interface Frames {
  /** How many frames L there are. */
  readonly count: number
  /** The frames, float32 [L, Z] row-major. */
  readonly z: Float32Array
  /** Their contexts, float32 [L, H] row-major: each of the frames up to its own. */
  readonly c: Float32Array
}
