// A small workspace to try the extension in: the default run, and a run on a private file of made-up notes.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const recipes = join(import.meta.dirname, '..', '..', 'recipes');

const wards = {
  surgery: ['incision', 'suture', 'wound', 'drain', 'anaesthetic', 'theatre', 'graft', 'scalpel'],
  paediatrics: ['fever', 'infant', 'vaccine', 'mother', 'cough', 'growth', 'school', 'rash'],
};
const common = ['patient', 'reports', 'since', 'morning', 'advised', 'rest', 'follow', 'week', 'blood', 'pressure', 'normal', 'today'];

const runFile = `{
  // A run on private data: without a budget for notes.jsonl it is refused. Set one with "Cloister: Set Privacy Budget".
  "name": "notes",
  "data": {
    "path": "notes.jsonl",
    "text": "note",
    "label": "ward",
    "labels": ["surgery", "paediatrics"],
    "declared": "private",
    "testShare": 0.2,
    "maxTokens": 64
  },
  "model": { "preset": "tiny" },
  "privacy": {
    "unit": "record",
    "neighbouringRelation": "addOrRemoveOne",
    "epsilon": 2,
    "delta": 1e-5,
    "clipNorm": 1,
    "publicSize": 1600,
    "expectedBatchSize": 128,
    "epochs": 8
  },
  "training": {
    "optimizer": { "name": "adam" },
    "learningRate": 0.01,
    "warmupShare": 0.05,
    "decay": "linear",
    "initSeed": 1
  }
}
`;

/**
 * Writes the workspace; files that are there already are left as they are.
 * @param {string} folder
 */
export function writeSampleWorkspace(folder) {
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => unlessThere(() => writeFileSync(join(folder, name), text, { flag: 'wx' }));
  write('notes.run.json', runFile);
  write('notes.jsonl', notes(2000));
  unlessThere(() => copyFileSync(join(recipes, 'spam-assassin.run.json'), join(folder, 'e-mails.run.json'), 1));
}

/** Notes in which three words of the ward stand among common ones; the same at each call. */
function notes(count) {
  let state = 1;
  const draw = (words) => words[(state = (state * 48_271) % 2_147_483_647) % words.length]; // Lehmer's generator: enough for filler text.
  const lines = Array.from({ length: count }, (_, i) => {
    const ward = draw(Object.keys(wards));
    const words = [...Array.from({ length: 9 }, () => draw(common)), ...Array.from({ length: 3 }, () => draw(wards[ward]))];
    return JSON.stringify({ note: `Note ${i}: ${words.join(' ')}.`, ward });
  });
  return `${lines.join('\n')}\n`;
}

function unlessThere(write) {
  try {
    write();
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}
