// What Node's native WebGPU needs on this machine: Vulkan's loader and a driver, SwiftShader's where there is no GPU.
import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findChromium } from './chromium.mjs'

const DRIVER = 'vk_swiftshader_icd.json'

/**
 * The environment that a Node process with WebGPU has to be started with, or what is missing and how to get it.
 * @typedef {{ env: Record<string, string>, missing?: undefined } | { env?: undefined, missing: string }} VulkanEnvironment
 */

/**
 * Looks for what Node's native WebGPU needs. macOS and Windows bring it.
 * @param {Record<string, string | undefined>} [env]
 * @returns {VulkanEnvironment}
 */
export function findVulkan(env = process.env) {
  if (process.platform !== 'linux') return { env: {} }
  if (process.arch !== 'x64') return { missing: `onnxruntime-node has no WebGPU on Linux ${process.arch}` }
  if (!hasLoader())
    return { missing: "Vulkan's loader libvulkan.so.1 is missing: install it (`apt-get install libvulkan1`)" }
  const found = driver(env)
  if (found === undefined)
    return {
      missing: `no Vulkan driver for WebGPU was found: install a Chromium, which brings one (\`apt-get install chromium\`), or name one in VK_ICD_FILENAMES`,
    }
  // The loader complains of a session without a folder of its own.
  const XDG_RUNTIME_DIR = env.XDG_RUNTIME_DIR && existsSync(env.XDG_RUNTIME_DIR) ? env.XDG_RUNTIME_DIR : tmpdir()
  return { env: { ...found, XDG_RUNTIME_DIR } }
}

/** @param {Record<string, string | undefined>} env */
function driver(env) {
  if (env.VK_ICD_FILENAMES || env.VK_DRIVER_FILES) return {}
  const chromium = findChromium(env)
  const folders = [
    '/usr/lib/chromium',
    '/opt/google/chrome',
    '/opt/microsoft/msedge',
    '/snap/chromium/current/usr/lib/chromium-browser',
  ]
  if (chromium !== undefined) folders.unshift(dirname(realpathSync(chromium)))
  const file = folders.map((folder) => join(folder, DRIVER)).find((path) => existsSync(path))
  return file === undefined ? undefined : { VK_ICD_FILENAMES: file }
}

function hasLoader() {
  try {
    const listed = execFileSync('ldconfig', ['-p'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PATH: `${process.env.PATH}:/sbin:/usr/sbin` },
    })
    if (listed.includes('libvulkan.so.1')) return true
  } catch {
    // Alpine and others have no such list.
  }
  return ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib/x86_64-linux-gnu', '/lib64'].some((folder) =>
    existsSync(join(folder, 'libvulkan.so.1')),
  )
}
