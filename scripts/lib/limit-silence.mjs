// Ends a child process, and the group that it leads, when it has been silent for too long, or with this process.

/** How long a process that was asked to end may take. */
const GRACE = 10_000
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Limits the silence of a child that was spawned detached (on Windows not detached). It may run for as long as it goes on
 * telling of itself: a slow machine is no fault.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} silence in milliseconds
 * @returns {{ heard: () => void, lift: () => boolean }} `heard` is called at each sign of life; `lift` ends the limit and
 *   says whether it was reached
 */
export function limitSilence(child, silence) {
  let reached = false
  /** @type {NodeJS.Timeout | undefined} */
  let grace
  const timer = setTimeout(() => {
    reached = true
    end(child, 'SIGTERM')
    grace = setTimeout(() => end(child, 'SIGKILL'), GRACE)
  }, silence)
  // A group of its own does not get the terminal's signals.
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    end(child, signal)
    for (const name of SIGNALS) process.off(name, passOn)
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, passOn)
  return {
    heard() {
      if (!reached) timer.refresh()
    },
    lift() {
      clearTimeout(timer)
      clearTimeout(grace)
      for (const signal of SIGNALS) process.off(signal, passOn)
      // What it left behind, if anything.
      if (reached) end(child, 'SIGKILL')
      return reached
    },
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function end(child, signal) {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // There is nobody left in the group.
  }
}
