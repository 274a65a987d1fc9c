// `infonce cpc`: the commands of contrastive predictive coding.
import type { Command } from 'commander'
import { addEmbed } from './cpc/embed.js'
import { addExport } from './cpc/export.js'
import { addProbe } from './cpc/probe.js'
import { addTrain } from './cpc/train.js'

export function addCpc(root: Command): void {
  const group = root
    .command('cpc')
    .description('contrastive predictive coding of audio and other series: train, embed, probe, export')
  addTrain(group)
  addEmbed(group)
  addProbe(group)
  addExport(group)
}
