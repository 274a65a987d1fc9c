// Which ONNX Runtime a provider runs on.

/** @param {string} provider */
export async function runtimeVersion(provider) {
  if (provider === 'wasm') {
    const { env } = await import('onnxruntime-web')
    return `onnxruntime-web ${env.versions.web ?? env.versions.common}`
  }
  const { env } = await import('onnxruntime-node')
  return `onnxruntime-node ${env.versions.node ?? env.versions.common}`
}
