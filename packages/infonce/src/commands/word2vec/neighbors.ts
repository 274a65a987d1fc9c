// `infonce word2vec neighbors`: the words nearest to words.
import type { Command } from 'commander'
import { print, printJson } from '../../output.js'
import { styled } from '../../style.js'
import { wholeNumber } from '../../whole-number.js'
import { neighborJson, neighborTable } from './neighbor-table.js'
import { openModel } from './open-model.js'

const help = `
Examples:
  $ infonce word2vec neighbors run france
  $ infonce word2vec neighbors run monday tuesday --count 5
  $ infonce word2vec neighbors run france --json`

export function addNeighbors(group: Command): void {
  group
    .command('neighbors')
    .description('find the nearest words by cosine similarity')
    .argument('<model-dir>', 'the folder that train wrote')
    .argument('<word...>', 'the query words')
    .option('--count <n>', 'how many words to show', '10')
    .option('--json', 'write a line of JSON for each word')
    .addHelpText('after', help)
    .action(neighbors)
}

async function neighbors(
  folder: string,
  words: readonly string[],
  options: { count: string; json?: true },
): Promise<void> {
  const count = wholeNumber('--count', options.count)
  const { embeddings } = await openModel(folder)
  // All words are asked before anything is shown, so that an unknown one leaves no half of an answer.
  const answers = words.map((word) => ({ word, found: embeddings.neighbors(word, { count }) }))
  for (const [index, { word, found }] of answers.entries()) {
    if (options.json) printJson({ word, neighbors: neighborJson(found) })
    else print(...(index > 0 ? [''] : []), styled(process.stdout, 'bold', word), ...neighborTable(found))
  }
}
