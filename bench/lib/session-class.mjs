// The class of ONNX Runtime's sessions, for clocks around its methods.
import * as ort from 'onnxruntime-node'

/** The class whose instances sessions are, which onnxruntime-node types as their factory alone. */
export const Session = /** @type {ort.InferenceSessionFactory & { prototype: ort.InferenceSession }} */ (
  ort.InferenceSession
)
