// Run files to break in tests, as text with comments.

/** Nothing is wrong with this one; it has a comment in every section, and both kinds of a layout that edits have to respect. */
export const soundText = `{
  // What it is called in lists.
  "name": "sound",
  "data": {
    "path": "mails.jsonl", // beside this file
    "text": "text",
    "label": "label",
    "labels": ["ham", "spam"],
    "declared": "private",
    "testShare": 0.2,
    "maxTokens": 64,
  },
  "model": { "preset": "tiny" /* the smallest */ },
  "privacy": {
    "unit": "record",
    "neighbouringRelation": "addOrRemoveOne",
    "noiseMultiplier": 4,
    "delta": 1e-4, // well below 1/N
    "clipNorm": 1,
    "publicSize": 160,
    "expectedBatchSize": 16,
    "steps": 10
  },
  "training": { "optimizer": { "name": "adam" }, "learningRate": 0.01 }
}
`;

/** The sound text with pieces replaced; a piece that it does not have is a mistake of the test. */
export function broken(...replacements: readonly (readonly [piece: string, by: string])[]): string {
  return replacements.reduce((text, [piece, by]) => {
    if (!text.includes(piece)) throw new Error(`The text has no ${piece}`);
    return text.replace(piece, by);
  }, soundText);
}
