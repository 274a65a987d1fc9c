// How V8 collects garbage while the command trains.
import { setFlagsFromString } from 'node:v8'

/**
 * Makes this process and its workers mark garbage all at once, not bit by bit while the program runs.
 *
 * Each run of ONNX Runtime gives outputs in new buffers outside V8's heap, and V8 answers so many bytes by marking its
 * heap again and again, on threads of its own: a third of the CPU of word2vec, for a heap of 14 MB that a collection at
 * once takes a few milliseconds for. Flags belong to the whole process, so this is for programs that are ours. It is
 * called before anything is trained: marking that is under way goes on to its end.
 */
export function collectAtOnce(): void {
  setFlagsFromString('--no-incremental-marking')
}
