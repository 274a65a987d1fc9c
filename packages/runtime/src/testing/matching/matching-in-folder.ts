// The same in folders.
import { type FolderDefinition, PARAMETERS_FILE, TRAINING_FILES } from '@infonce/runtime'
import * as z from 'zod'
import { type MatchingTypes, matching } from './matching.js'

export const matchingInFolder: FolderDefinition<MatchingTypes, { readonly rows: number }> = {
  ...matching,
  script: new URL('./worker.js', import.meta.url),
  files: ['left.onnx', 'right.onnx', ...TRAINING_FILES, PARAMETERS_FILE],
  details: z.object({ rows: z.number() }),
  detailsOf: ({ begin: { rows } }) => ({ rows }),
  differs: ({ rows }, now) => (rows === now.rows ? undefined : `began on ${rows} rows, but now there are ${now.rows}`),
  facts: {
    write: async () => [],
    read: async (_, configuration, { widths }) => ({ configuration, widths: JSON.parse(widths ?? '{}') }),
    metadata: ({ widths }) => ({ widths: JSON.stringify(widths) }),
  },
}
