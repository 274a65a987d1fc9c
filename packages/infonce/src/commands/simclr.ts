// `infonce simclr`: the commands of SimCLR, MoCo and supervised contrast.
import type { Command } from 'commander'
import { addEmbed } from './simclr/embed.js'
import { addExport } from './simclr/export.js'
import { addPairs } from './simclr/pairs.js'
import { addProbe } from './simclr/probe.js'
import { addReport } from './simclr/report.js'
import { addTrain } from './simclr/train.js'

export function addSimClr(root: Command): void {
  const group = root
    .command('simclr')
    .description('contrastive learning on images: train, embed, probe, report, export')
  addTrain(group)
  addEmbed(group)
  addProbe(group)
  addReport(group)
  addExport(group)
  addPairs(group)
}
