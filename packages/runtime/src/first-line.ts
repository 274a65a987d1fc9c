// Errors of native code in one line.

/**
 * The first line of an error's message, without the place in ONNX Runtime's sources that some begin with, and without
 * onnxruntime-web's words around the reason.
 */
export const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .split('\n', 1)[0]!
    .replace(/^\S*onnxruntime_src\S*:\d+ .* was false\. /, '')
    .replace(/^no available backend found\. ERR: \[\w+\] (RuntimeError: )?/, '')
    .replace(/\. Build with -sASSERTIONS for more info\.$/, '')
    .replace(/^failed to call \w+\(\)\. ERROR_CODE: \d+, ERROR_MESSAGE: /, '')
    .trim()
