// Tails of the binomial distribution, for a success probability that is given by its log-odds.
import { log1pExp } from './logSpace';

/**
 * Pr[X ≥ k] for k = 0 … trials, where X counts the successes of independent trials.
 * @param logOdds ln(p / (1 − p)) of the success probability p; finite. By log-odds, because p itself rounds to 1 from 37 on
 * @returns falling from 1; tails below 1e-300 may be 0. (trials + 1)
 */
export function binomialTails(trials: number, logOdds: number): Float64Array {
  const logSuccess = -log1pExp(-logOdds);
  const logFailure = -log1pExp(logOdds);
  const tails = new Float64Array(trials + 1);
  let logWays = 0; // ln of the ways to choose which trials fail
  let tail = 0;
  // From the top down, so that small probabilities are added up before large ones.
  for (let failures = 0; failures <= trials; failures++) {
    tail += Math.exp(logWays + failures * logFailure + (trials - failures) * logSuccess);
    tails[trials - failures] = Math.min(1, tail);
    logWays += Math.log((trials - failures) / (failures + 1));
  }
  tails[0] = 1;
  return tails;
}
