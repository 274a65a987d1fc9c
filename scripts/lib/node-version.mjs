// Refuses a Node that is too old, in syntax that an old Node still reads.

const OLDEST_MAJOR = 20

/** Ends the process with a message if this Node is older than the oldest supported one. */
export function checkNode() {
  const version = process.versions.node
  if (Number(version.split('.')[0]) >= OLDEST_MAJOR) return
  process.stderr.write(
    'infonce needs Node ' +
      OLDEST_MAJOR +
      ' or newer; this is Node ' +
      version +
      '. Install a newer Node and try again.\n',
  )
  process.exit(1)
}
