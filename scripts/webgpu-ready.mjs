// Says what the tests on WebGPU, in Node and in a browser, lack on this machine, and ends with 1 if there is anything.
import { findChromium } from './lib/chromium.mjs'
import { findVulkan } from './lib/vulkan.mjs'

for (const { missing } of [findChromium(), findVulkan()]) {
  if (missing === undefined) continue
  console.log(missing)
  process.exitCode = 1
}
