// Pure tones.

/** A sine of `frequency` Hz, `[1, length]`. */
export function tone(frequency: number, rate: number, length: number, amplitude = 1, phase = 0): Float32Array {
  return Float32Array.from({ length }, (_, t) => amplitude * Math.sin((2 * Math.PI * frequency * t) / rate + phase))
}
