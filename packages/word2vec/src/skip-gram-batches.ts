// Blocks of text as the batches of a training loop.
import { type BatchSource, type HostTensor, hostTensor } from '@infonce/runtime'
import type { BlockPlan } from './block-plan.js'
import { type BlockBatch, BlockSource, type BlockSourceState } from './block-source.js'
import type { Configuration } from './configuration.js'
import type { Corpus } from './corpus.js'
import { contextLength } from './skip-gram.js'
import type { Vocabulary } from './vocabulary.js'

/** Batches of blocks as the inputs of the step. */
export class SkipGramBatches implements BatchSource {
  private readonly source: BlockSource
  private readonly shapes: Readonly<Record<'anchors' | 'context' | 'positive' | 'noise', readonly number[]>>

  constructor(
    corpus: Corpus,
    vocabulary: Vocabulary,
    configuration: Configuration,
    plan: BlockPlan,
    position?: BlockSourceState,
  ) {
    const { blocks, anchors, noise } = plan
    const width = contextLength(plan, configuration.window)
    this.shapes = {
      anchors: [blocks, anchors],
      context: [blocks, width],
      positive: [blocks, anchors, width],
      noise: [blocks, noise],
    }
    this.source = new BlockSource({ corpus, vocabulary, configuration, plan }, position)
  }

  async take(): Promise<{ feeds: Record<string, HostTensor>; progress: number } | undefined> {
    const { progress } = this.source
    const batch = await this.source.take()
    return batch && { feeds: this.feeds(batch), progress }
  }

  state(): BlockSourceState {
    return this.source.state()
  }

  close(): Promise<void> {
    return this.source.close()
  }

  private feeds(batch: BlockBatch): Record<string, HostTensor> {
    const { shapes } = this
    return {
      'batch/anchors': hostTensor('int32', shapes.anchors, batch.anchors),
      'batch/context': hostTensor('int32', shapes.context, batch.context),
      'batch/positive': hostTensor('bool', shapes.positive, batch.positive),
      'batch/noise': hostTensor('int32', shapes.noise, batch.noise),
      'batch/context-log-probability': hostTensor('float32', shapes.context, batch.contextLogProbability),
      'batch/noise-log-probability': hostTensor('float32', shapes.noise, batch.noiseLogProbability),
    }
  }
}
