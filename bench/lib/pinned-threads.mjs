// The environment in which peers run: as many threads as they are told, and kernels that their libraries choose.

/**
 * Variables for `spawn`, which leaves out those that are undefined.
 * @param {number} threads
 * @returns {Record<string, string | undefined>}
 */
export function pinnedThreads(threads) {
  const count = String(threads)
  return {
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    // Where it is set, OpenBLAS takes the kernels of that processor instead of the fastest.
    OPENBLAS_CORETYPE: undefined,
  }
}
