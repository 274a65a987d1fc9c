// What is known of the graphics card: its name, the memory in use, and whether WebGPU takes it or software.
import { existsSync } from 'node:fs'
import { output } from './machine.mjs'

/** NVIDIA cards with their driver, in words; undefined where `nvidia-smi` finds none. */
export function graphicsCards() {
  const rows = query('name,driver_version')
  return rows?.map(([name, driver]) => `${name} (driver ${driver})`).join(', ')
}

/** Bytes in use on all NVIDIA cards together, by whatever process; undefined where `nvidia-smi` finds none. */
export function cardMemory() {
  const rows = query('memory.used')
  return rows?.reduce((sum, [mebibytes]) => sum + Number(mebibytes) * 2 ** 20, 0)
}

/** Why WebGPU would run in software here, on the CPU; undefined where nothing tells of it. */
export function softwareAdapter() {
  const driver = process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES ?? ''
  if (/swiftshader/i.test(driver)) return 'SwiftShader'
  if (/lvp_icd|llvmpipe/i.test(driver)) return "Mesa's llvmpipe"
  if (process.platform !== 'linux') return undefined
  const devices = ['/dev/dri', '/dev/dxg', '/dev/nvidia0']
  return devices.some((path) => existsSync(path)) ? undefined : 'a software driver, as there is no graphics device'
}

/** @type {boolean} */
let missing = false

/**
 * Rows of what `nvidia-smi` tells.
 * @param {string} fields
 */
function query(fields) {
  if (missing) return undefined
  const text = output('nvidia-smi', [`--query-gpu=${fields}`, '--format=csv,noheader,nounits'])
  // Where there is no such command it is not looked for again.
  missing = !text
  return text ? text.split('\n').map((line) => line.split(',').map((field) => field.trim())) : undefined
}
