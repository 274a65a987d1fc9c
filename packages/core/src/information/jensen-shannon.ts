// The critic that the Jensen–Shannon divergence trains, and what it says of mutual information.
import type { Contrast } from '../contrast.js'
import { negate, softplus, subtract } from '../operations/elementwise.js'
import type { Tensor } from '../tensor.js'
import { tubaValue } from './lower-bounds.js'
import { estimateOf, type InformationEstimate, jointMean, type Pairs, pairsOf, productMean } from './pairs.js'

/** E[−softplus(−s)] − E[softplus(s)]: at its maximum s = ln p(x,y)/(p(x)p(y)). */
export const jensenShannonDivergence = (pairs: Pairs): Tensor =>
  subtract(negate(jointMean(pairs, softplus(negate(pairs.scores)))), productMean(pairs, softplus(pairs.scores)))

/**
 * The critic is trained by the Jensen–Shannon divergence (Nowozin et al. 2016; Deep InfoMax, Hjelm et al. 2019, eq. 4),
 * a loss with bounded gradients, which is noise-contrastive estimation with one noise sample for each pair. The
 * information is the bound of {@link nwj} for that critic, 1 + E[s] − E[e^s] (Poole et al. 2019, section 2.2).
 */
export function jensenShannon(contrast: Contrast): InformationEstimate {
  const pairs = pairsOf(contrast)
  return estimateOf(pairs, tubaValue(pairs, pairs.scores), negate(jensenShannonDivergence(pairs)))
}
