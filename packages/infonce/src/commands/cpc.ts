// `infonce cpc`: the commands of contrastive predictive coding.
import type { Command } from 'commander'
import { addEmbed } from './cpc/embed.js'
import { addExport } from './cpc/export.js'
import { addProbe } from './cpc/probe.js'
import { addTrain } from './cpc/train.js'

export function addCpc(root: Command): void {
  const group = root
    .command('cpc')
    .description('learn from sound and other series without labels, embed, probe and export')
  addTrain(group)
  addEmbed(group)
  addProbe(group)
  addExport(group)
}
