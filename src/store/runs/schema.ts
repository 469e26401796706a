// The run database: runs, their series and checkpoints, and requests to their trainers.
import type { Schema } from '../migrate';

const first = `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    config TEXT NOT NULL,
    plan TEXT NOT NULL,
    data TEXT NOT NULL,
    environment TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    pid INTEGER,
    process_start TEXT,
    heartbeat_at INTEGER,
    step INTEGER NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 0,
    result TEXT
  ) STRICT;
  CREATE INDEX runs_by_creation ON runs (created_at);

  CREATE TABLE scalar_series (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    name TEXT NOT NULL,
    sensitivity TEXT NOT NULL CHECK (sensitivity IN ('public', 'released', 'sensitive')),
    UNIQUE (run, name)
  ) STRICT;
  -- NULL is NaN, which SQLite cannot store.
  CREATE TABLE scalars (
    series INTEGER NOT NULL REFERENCES scalar_series ON DELETE CASCADE,
    step INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (series, step)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE vector_series (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    kind TEXT NOT NULL,
    layer INTEGER NOT NULL,
    sensitivity TEXT NOT NULL CHECK (sensitivity IN ('public', 'released', 'sensitive')),
    UNIQUE (run, kind, layer)
  ) STRICT;
  -- Little-endian float32, one an expert.
  CREATE TABLE vectors (
    series INTEGER NOT NULL REFERENCES vector_series ON DELETE CASCADE,
    step INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (series, step)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE checkpoints (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    step INTEGER NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (run, step)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    handled_at INTEGER
  ) STRICT;
  CREATE INDEX requests_by_run ON requests (run);
`;

/** Blocks of 16 steps; see rollups.ts, which keeps them. */
const rollups = `
  CREATE TABLE scalar_rollups (
    series INTEGER NOT NULL REFERENCES scalar_series ON DELETE CASCADE,
    block INTEGER NOT NULL,
    min REAL,
    max REAL,
    last REAL,
    PRIMARY KEY (series, block)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO scalar_rollups (series, block, min, max, last)
  SELECT rolled.series, block, lowest, highest, value FROM (
    SELECT series, step / 16 AS block, min(value) AS lowest, max(value) AS highest, max(step) AS last_step FROM scalars GROUP BY series, block
  ) AS rolled
  JOIN scalars ON scalars.series = rolled.series AND step = last_step;
`;

/** Numbers rise with every start and resume; the index keeps the few runs that have not ended apart from the many that have. */
const turns = `
  ALTER TABLE runs ADD COLUMN turn INTEGER;
  ALTER TABLE runs ADD COLUMN trainer TEXT;
  CREATE INDEX runs_by_turn ON runs (turn);
  CREATE INDEX unfinished_runs ON runs (created_at) WHERE state ->> 'status' NOT IN ('finished', 'stopped', 'failed', 'lost');
`;

/** See guarantees.ts; can be emptied at any time. */
const guarantees = `
  CREATE TABLE guarantees (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export const runsSchema: Schema = {
  title: 'a run database of Cloister',
  applicationId: 0x436c5231, // "ClR1"
  migrations: [first, rollups, turns, guarantees],
  synchronous: 'NORMAL',
  checkOnOpen: false,
};
