// What Node's own WebGPU needs on this machine: Vulkan's loader and a driver.
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findChromium } from './chromium.mjs'

/**
 * @typedef {import('./chromium.mjs').Environment} Environment
 * @typedef {{ env: Record<string, string>, missing?: undefined } | { env?: undefined, missing: string }} Vulkan the
 *   variables that a process has to be started with, or what is missing and how to get it
 */

/**
 * Looks for Vulkan, which WebGPU in Node takes on Linux: the driver that VK_ICD_FILENAMES or VK_DRIVER_FILES names,
 * else the SwiftShader that comes with a Chromium and needs no GPU.
 * @param {Environment} [env]
 * @returns {Vulkan}
 */
export function findVulkan(env = process.env) {
  if (process.platform !== 'linux') return { env: {} }
  if (process.arch !== 'x64') return { missing: `onnxruntime-node has no WebGPU for Linux on ${process.arch}` }
  if (!hasLoader())
    return { missing: 'libvulkan.so.1, the loader of Vulkan, was not found: install it (`apt-get install libvulkan1`)' }
  // The loader wants a folder that exists.
  const runtime = env.XDG_RUNTIME_DIR && existsSync(env.XDG_RUNTIME_DIR) ? env.XDG_RUNTIME_DIR : tmpdir()
  if (env.VK_ICD_FILENAMES || env.VK_DRIVER_FILES) return { env: { XDG_RUNTIME_DIR: runtime } }
  const driver = swiftShader(env)
  if (driver !== undefined) return { env: { XDG_RUNTIME_DIR: runtime, VK_ICD_FILENAMES: driver } }
  return {
    missing:
      'no driver for Vulkan was found: install a Chromium, which brings SwiftShader (`apt-get install chromium` or `npx playwright install chromium`), or name a driver in VK_ICD_FILENAMES',
  }
}

/** @param {Environment} env */
function swiftShader(env) {
  const { path } = findChromium(env)
  const folders = ['/usr/lib/chromium', '/opt/google/chrome', '/opt/microsoft/msedge']
  if (path !== undefined) folders.unshift(dirname(realpathSync(path)))
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((file) => existsSync(file))
}

function hasLoader() {
  const env = { PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  // Not every Linux has such a list.
  const { stdout } = spawnSync('ldconfig', ['-p'], { encoding: 'utf8', env })
  if (stdout?.includes('libvulkan.so.1')) return true
  const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib64']
  return folders.some((folder) => existsSync(join(folder, 'libvulkan.so.1')))
}
