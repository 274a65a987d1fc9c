// Draws a second of the samplers, against C loops with the same generator and methods, and against NumPy, in turns.
// node scripts/bootstrap.mjs bench/samplers/run.mjs [--rounds 5] [--seconds 0.5] [--python PYTHON] [--out FILE]
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, stderr, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { wholeNumber } from '../lib/arguments.mjs'
import { circumstances, output } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, spread } from '../lib/numbers.mjs'
import { ratioSpread } from '../lib/rounds.mjs'

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.5' },
    python: { type: 'string', default: 'python3' },
    out: { type: 'string' },
  },
})
const rounds = wholeNumber('--rounds', values.rounds)
const file = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url))
const say = (/** @type {string} */ text) => stderr.write(`${text}\n`)
const laws = ['uniform', 'log-uniform', 'unigram', 'learned']
const sizes = [10_000, 1_000_000].map(String)
const cases = sizes.flatMap((classes) => laws.map((law) => `${law} ${classes}`))

/** @typedef {Record<string, number>} Rates millions of draws a second, by law and classes */
/** @type {(command: string, given: readonly string[]) => Rates} */
const rates = (command, given) => JSON.parse(execFileSync(command, [...given], { encoding: 'utf8' }))

const folder = mkdtempSync(join(tmpdir(), 'infonce-bench-'))
try {
  /** @type {{ name: string, version: string, run: () => Rates, rounds: Rates[] }[]} */
  const programs = [
    {
      name: 'infonce',
      version: `Node ${process.versions.node}`,
      // A process for each law, as a program that draws by one law has.
      run: () =>
        Object.assign(
          {},
          ...cases.map((each) => rates(execPath, [file('draws.mjs'), values.seconds, ...each.split(' ')])),
        ),
      rounds: [],
    },
  ]
  const compiler = output('cc', ['--version'])?.split('\n')[0]
  if (compiler === undefined) say('C is left out: no compiler `cc` was found (Debian: apt-get install gcc libc6-dev)')
  else {
    const program = join(folder, 'draws')
    execFileSync('cc', ['-O3', '-march=native', '-o', program, file('draws.c'), '-lm'])
    programs.push({
      name: 'C',
      version: `${compiler}, -O3 -march=native`,
      run: () => rates(program, [values.seconds, ...sizes]),
      rounds: [],
    })
  }
  const numpy = output(values.python, ['-c', 'import numpy; print(numpy.__version__)'])
  if (numpy === undefined) say(`NumPy is left out: ${values.python} has none; give another by --python`)
  else
    programs.push({
      name: 'NumPy',
      version: numpy,
      run: () => rates(values.python, [file('draws.py'), values.seconds, ...sizes]),
      rounds: [],
    })
  const { date, machine, revision, load, command } = circumstances()
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1} of ${rounds}`)
    for (const program of programs) program.rounds.push(program.run())
  }
  const of = (/** @type {string} */ each) => programs.map((program) => program.rounds.map((found) => found[each]))
  const text = [
    '# Samplers: millions of draws a second',
    '',
    `- Date: ${date}`,
    `- Machine: ${machine}; load when it began: ${load}`,
    `- ${revision}; ${programs.map(({ name, version }) => `${name}: ${version}`).join('; ')}`,
    `- \`${command.replace(/--python [^ ]+/, '--python …').replace(/ --out [^ ]+/, '')}\``,
    `- ${rounds} rounds of turns, CPU time of one thread, ${values.seconds} s each, arrays of 4,096 draws; medians with their range. Ratios are ours over the program's of the same round`,
    '- C is a plain loop with the same generator (sfc32) and the same method: division, `exp`, alias table, tree of counts. NumPy draws by SFC64; unigram by bisection of sums, as its `choice` does. It has no learned law',
    '',
    markdownTable(
      ['law, classes', ...programs.map(({ name }) => name), ...programs.slice(1).map(({ name }) => `over ${name}`)],
      cases.map((each) => {
        const [ours = [], ...others] = of(each)
        const [law, classes] = each.split(' ')
        return [
          `${law}, ${Number(classes).toLocaleString('en-US')}`,
          ...[ours, ...others].map((found) => spread(found, fixed(1))),
          ...others.map((found) => (found.includes(undefined) ? '–' : ratioSpread(ours, found))),
        ]
      }),
    ),
    '',
  ].join('\n')
  stdout.write(text)
  if (values.out !== undefined) writeFileSync(values.out, text)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
