// Command lines that can be copied into a shell as they are shown.

/** A word of a command line, in quotes where a shell would take it apart. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** `infonce` and words after it; `npx infonce` where the command was started so. */
export function commandLine(...words: readonly string[]): string {
  // npm and npx set npm_command: `exec` by npx, `run-script` or `start` by a script of a package.
  const runner = process.env.npm_command === undefined ? [] : ['npx']
  return [...runner, 'infonce', ...words].map(shellWord).join(' ')
}
