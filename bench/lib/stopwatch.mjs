// A clock around a method, put there from outside.

/** Sums up the time of all calls of a method, up to their results where those are promised. */
export class Stopwatch {
  total = 0
  calls = 0
  /** @type {() => void} */
  remove

  /**
   * @param {any} owner a prototype
   * @param {string} name
   */
  constructor(owner, name) {
    const original = owner[name]
    if (typeof original !== 'function') throw new TypeError(`there is no method '${name}' to time`)
    const watch = this
    owner[name] = function (/** @type {unknown[]} */ ...callArguments) {
      const begin = performance.now()
      const result = original.apply(this, callArguments)
      if (!(result instanceof Promise)) {
        watch.add(begin)
        return result
      }
      return result.finally(() => watch.add(begin))
    }
    this.remove = () => {
      owner[name] = original
    }
  }

  reset() {
    this.total = 0
    this.calls = 0
  }

  /** @param {number} begin */
  add(begin) {
    this.total += performance.now() - begin
    this.calls++
  }
}
