// `infonce word2vec analogy`: a is to b as c is to what?
import type { Command } from 'commander'
import { print, printJson } from '../../output.js'
import { styled } from '../../style.js'
import { wholeNumber } from '../../whole-number.js'
import { neighborJson, neighborTable } from './neighbor-table.js'
import { openModel } from './open-model.js'

const help = `
Examples:
  $ infonce word2vec analogy run france paris italy
  $ infonce word2vec analogy run man king woman --count 3
  $ infonce word2vec analogy run man king woman --json`

export function addAnalogy(group: Command): void {
  group
    .command('analogy')
    .description('find words that are to C as B is to A')
    .argument('<model-dir>', 'the folder that train wrote')
    .argument('<a>', 'A is to …')
    .argument('<b>', '… B as …')
    .argument('<c>', '… C is to the answer')
    .option('--count <n>', 'how many words to show', '10')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(analogy)
}

async function analogy(
  folder: string,
  a: string,
  b: string,
  c: string,
  options: { count: string; json?: true },
): Promise<void> {
  const count = wholeNumber('--count', options.count)
  const { embeddings } = await openModel(folder)
  const found = embeddings.analogy(a, b, c, { count })
  if (options.json) printJson({ a, b, c, answers: neighborJson(found) })
  else print(styled(process.stdout, 'bold', `${a} is to ${b} as ${c} is to`), ...neighborTable(found))
}
