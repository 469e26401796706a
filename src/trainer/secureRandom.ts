// Randomness for sampling and noise: an AES-256-CTR keystream under a key from the operating system.
import { createCipheriv, randomBytes } from 'node:crypto';
import type { RandomSource } from '../core/random';

/** Longest piece of keystream that is asked for at once, in bytes. */
const CHUNK = 1 << 20;

/**
 * A keystream of its own, indistinguishable from random bits (NIST SP 800-38A, CTR mode). The key is drawn here, is never
 * stored, and cannot be derived again: whoever resumes a run gets another stream.
 */
export function createSecureRandom(): RandomSource {
  const cipher = createCipheriv('aes-256-ctr', randomBytes(32), randomBytes(16));
  const zeros = Buffer.alloc(CHUNK);
  return {
    fill(target) {
      for (let at = 0; at < target.length; at += CHUNK) {
        const size = Math.min(CHUNK, target.length - at);
        target.set(cipher.update(zeros.subarray(0, size)), at);
      }
    },
  };
}
