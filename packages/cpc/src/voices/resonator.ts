// Second-order filters: a resonator, its inverse, and a band of noise.

/**
 * The digital resonator of Klatt, "Software for a cascade/parallel formant synthesizer" (1980), equations 1 and 2:
 * y[n] = A x[n] + B y[n−1] + C y[n−2], a peak at a frequency with a bandwidth, gain 1 at 0 Hz. When it is tuned anew,
 * the coefficients glide over the next block: steps would click.
 */
export class Resonator {
  protected readonly now: Float64Array = new Float64Array(3)
  protected readonly next: Float64Array = new Float64Array(3)
  protected last = 0
  protected lastButOne = 0
  private tuned = false

  /** A filter for signals of `rate` samples a second. */
  constructor(private readonly rate: number) {}

  /** Moves the peak; both in hertz, the frequency below half the rate. What rings goes on. */
  tune(frequency: number, bandwidth: number): void {
    const c = -Math.exp((-2 * Math.PI * bandwidth) / this.rate)
    const b = 2 * Math.exp((-Math.PI * bandwidth) / this.rate) * Math.cos((2 * Math.PI * frequency) / this.rate)
    this.next[0] = this.gain(b, c)
    this.next[1] = b
    this.next[2] = c
    if (!this.tuned) this.now.set(this.next)
    this.tuned = true
  }

  /** Filters the first `length` samples of a block in place. */
  filter(block: Float64Array, length: number): void {
    let [a, b, c] = [this.now[0]!, this.now[1]!, this.now[2]!]
    const [da, db, dc] = this.glide(length)
    let { last, lastButOne } = this
    for (let i = 0; i < length; i++) {
      a += da
      b += db
      c += dc
      const y = a * block[i]! + b * last + c * lastButOne
      lastButOne = last
      last = y
      block[i] = y
    }
    this.last = last
    this.lastButOne = lastButOne
    this.now.set(this.next)
  }

  protected gain(b: number, c: number): number {
    return 1 - b - c
  }

  /** What the coefficients change by from one sample to the next. */
  protected glide(length: number): readonly [number, number, number] {
    const { now, next } = this
    return [(next[0]! - now[0]!) / length, (next[1]! - now[1]!) / length, (next[2]! - now[2]!) / length]
  }
}

/** The inverse of a {@link Resonator}, a dip (equation 4): tuned alike, each undoes the other. */
export class AntiResonator extends Resonator {
  override filter(block: Float64Array, length: number): void {
    let [a, b, c] = [this.now[0]!, this.now[1]!, this.now[2]!]
    const [da, db, dc] = this.glide(length)
    let { last, lastButOne } = this
    for (let i = 0; i < length; i++) {
      a += da
      b += db
      c += dc
      const x = block[i]!
      block[i] = (x - b * last - c * lastButOne) / a
      lastButOne = last
      last = x
    }
    this.last = last
    this.lastButOne = lastButOne
    this.now.set(this.next)
  }
}

/**
 * A resonator and a zero at 0 Hz, which turn white noise of variance 1 into a band of noise of variance 1, wherever the
 * band lies.
 */
export class NoiseBand extends Resonator {
  private before = 0

  override filter(block: Float64Array, length: number): void {
    super.filter(block, length)
    for (let i = 0; i < length; i++) {
      const y = block[i]!
      block[i] = y - this.before
      this.before = y
    }
  }

  protected override gain(b: number, c: number): number {
    // Variance of the second-order autoregression, and of its first difference.
    const variance = (1 - c) / ((1 + c) * ((1 - c) ** 2 - b * b))
    return 1 / Math.sqrt(2 * variance * (1 - b / (1 - c)))
  }
}
