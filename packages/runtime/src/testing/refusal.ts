// An error of a package that reads data.
import { InfonceError } from '@infonce/core'

export class Refusal extends InfonceError {
  override name = 'Refusal'

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`)
  }
}
