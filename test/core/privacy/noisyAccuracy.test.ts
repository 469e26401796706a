// The released accuracy: what its noise is scaled by, and whether its interval holds what it promises.
import { describe, expect, it } from 'vitest';
import { countSensitivity, releaseAccuracy } from '../../../src/core/privacy/noisyAccuracy';
import { boxMuller } from '../../../src/engine/dp/noise';
import { hashSource } from '../../engine/randomness';
import { randomFrom } from '../../store/random';

describe('countSensitivity', () => {
  it('is 1 for a record and the bound of a column, whichever counts the records of the unit are in', () => {
    expect(countSensitivity('record')).toBe(1);
    const maxRecords = 5;
    const distances = Array.from({ length: maxRecords + 1 }, (_, correct) => Math.hypot(correct, maxRecords - correct));
    expect(Math.max(...distances)).toBe(countSensitivity({ column: 'patient', maxRecords }));
  });
});

describe('releaseAccuracy', () => {
  it('adds the scaled noise to each count and rounds to whole numbers', () => {
    expect(releaseAccuracy({ correct: 90, incorrect: 10 }, [0.26, -1.9], 2)).toMatchObject({ correct: 91, incorrect: 6, value: 91 / 97 });
  });

  it('keeps the share in [0, 1]: counts below 0 are read as 0', () => {
    expect(releaseAccuracy({ correct: 40, incorrect: 1 }, [0, -3], 2)).toMatchObject({ correct: 40, incorrect: -5, value: 1, high: 1 });
    expect(releaseAccuracy({ correct: 1, incorrect: 40 }, [-3, 0], 2)).toMatchObject({ value: 0, low: 0 });
  });

  it('where the noise leaves nothing of the counts, the interval is all of [0, 1], and the value its middle', () => {
    expect(releaseAccuracy({ correct: 2, incorrect: 1 }, [-4, -4], 1)).toEqual({ correct: -2, incorrect: -3, value: 0.5, low: 0, high: 1 });
  });

  it('rules nothing out when the noise is larger than the counts', () => {
    expect(releaseAccuracy({ correct: 9, incorrect: 1 }, [0, 0], 50)).toMatchObject({ value: 0.9, low: 0, high: 1 });
  });

  it("without noise the interval is Wilson's", () => {
    // The centre-and-width form of Wilson's interval, for 95 of 100.
    const [n, p, z] = [100, 0.95, 1.959963984540054];
    const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
    const width = (z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
    const { low, high } = releaseAccuracy({ correct: 95, incorrect: 5 }, [0, 0], 0);
    expect(low).toBeCloseTo(centre - width, 12);
    expect(high).toBeCloseTo(centre + width, 12);
  });

  it('more noise widens the interval, and right and wrong may be exchanged', () => {
    const at = (deviation: number) => releaseAccuracy({ correct: 80, incorrect: 20 }, [0, 0], deviation);
    const width = (deviation: number): number => at(deviation).high - at(deviation).low;
    expect(width(2)).toBeGreaterThan(width(0));
    expect(width(10)).toBeGreaterThan(width(2));
    const mirrored = releaseAccuracy({ correct: 20, incorrect: 80 }, [0, 0], 10);
    expect(mirrored.low).toBeCloseTo(1 - at(10).high, 12);
    expect(mirrored.high).toBeCloseTo(1 - at(10).low, 12);
  });

  it.each([
    { records: 50, accuracy: 0.7, deviation: 3 },
    { records: 400, accuracy: 0.95, deviation: 5 },
    { records: 400, accuracy: 0.6, deviation: 40 },
    { records: 4_000, accuracy: 0.9, deviation: 2 },
  ])('the interval holds the accuracy in 95 of 100 releases: $records records, accuracy $accuracy, deviation $deviation', ({ records, accuracy, deviation }) => {
    const random = randomFrom(records + deviation);
    const releases = 4_000;
    const noise = new Float64Array(2 * releases);
    boxMuller(noise, hashSource(`${records} ${deviation}`));
    let held = 0;
    for (let i = 0; i < releases; i++) {
      let correct = 0;
      for (let record = 0; record < records; record++) if (random() < accuracy) correct++;
      const { low, high } = releaseAccuracy({ correct, incorrect: records - correct }, [noise[2 * i], noise[2 * i + 1]], deviation);
      if (low <= accuracy && accuracy <= high) held++;
    }
    // Four standard errors of the share itself are 1.4 %.
    expect(held / releases).toBeGreaterThan(0.93);
  });
});
