#!/usr/bin/env node
// The installed `infonce` command: checks the Node version, then hands over to the built program.
const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  process.stderr.write(
    `infonce needs Node 20 or newer; this is Node ${process.versions.node}. Install a newer Node and run it again.\n`,
  )
  process.exit(1)
}
await import('../dist/main.js')
