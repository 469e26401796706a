// The ledger database: what was reserved and charged on every data set. Rows are added, never removed.
import type { Schema } from '../migrate';

const first = `
  CREATE TABLE data_sets (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    declared TEXT NOT NULL CHECK (declared IN ('private', 'publicDemonstration')),
    cap_epsilon REAL,
    cap_delta REAL,
    filter_order REAL,
    created_at INTEGER NOT NULL,
    CHECK ((cap_epsilon IS NULL) = (cap_delta IS NULL) AND (cap_epsilon IS NULL) = (filter_order IS NULL))
  ) STRICT;

  CREATE TABLE cap_events (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL REFERENCES data_sets,
    epsilon REAL NOT NULL,
    delta REAL NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL REFERENCES data_sets,
    step_mechanism TEXT NOT NULL,
    delta REAL NOT NULL,
    grant_steps INTEGER NOT NULL CHECK (grant_steps > 0),
    reserved_steps INTEGER NOT NULL CHECK (reserved_steps > 0),
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    attempt INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX claims_by_data_set ON claims (digest);

  CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    claim INTEGER NOT NULL REFERENCES claims,
    attempt INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    steps INTEGER NOT NULL CHECK (steps > 0),
    untaken INTEGER NOT NULL DEFAULT 0 CHECK (untaken BETWEEN 0 AND steps),
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX grants_by_claim ON grants (claim);

  CREATE TRIGGER data_sets_stay BEFORE DELETE ON data_sets BEGIN SELECT raise(ABORT, 'a ledger never forgets'); END;
  CREATE TRIGGER cap_events_stay BEFORE DELETE ON cap_events BEGIN SELECT raise(ABORT, 'a ledger never forgets'); END;
  CREATE TRIGGER claims_stay BEFORE DELETE ON claims BEGIN SELECT raise(ABORT, 'a ledger never forgets'); END;
  CREATE TRIGGER grants_stay BEFORE DELETE ON grants BEGIN SELECT raise(ABORT, 'a ledger never forgets'); END;
`;

/**
 * Several contents (versions of a file) share one ledger; every change is an event of a hash chain. `key` has the type of the key it
 * names: text of a data set, number of a claim or grant.
 */
const chained = `
  ALTER TABLE data_sets ADD COLUMN unit TEXT NOT NULL DEFAULT '"record"';
  ALTER TABLE data_sets ADD COLUMN relation TEXT NOT NULL DEFAULT 'addOrRemoveOne' CHECK (relation = 'addOrRemoveOne');
  ALTER TABLE data_sets ADD COLUMN owner_note TEXT NOT NULL DEFAULT '';
  ALTER TABLE data_sets ADD COLUMN enforcement TEXT NOT NULL DEFAULT 'hard' CHECK (enforcement IN ('hard', 'advisory'));
  ALTER TABLE data_sets ADD COLUMN expected_runs INTEGER;
  ALTER TABLE data_sets ADD COLUMN retired_at INTEGER;

  CREATE TABLE contents (
    digest TEXT PRIMARY KEY,
    data_set TEXT NOT NULL REFERENCES data_sets,
    name TEXT NOT NULL,
    sketch BLOB,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX contents_by_data_set ON contents (data_set);
  INSERT INTO contents (digest, data_set, name, at) SELECT digest, digest, name, created_at FROM data_sets;

  ALTER TABLE claims ADD COLUMN content TEXT;
  ALTER TABLE claims ADD COLUMN evaluation TEXT;
  ALTER TABLE claims ADD COLUMN evaluation_charged INTEGER NOT NULL DEFAULT 0 CHECK (evaluation_charged IN (0, 1));
  ALTER TABLE claims ADD COLUMN outcome TEXT CHECK (outcome IN ('committed', 'released', 'lost'));
  ALTER TABLE claims ADD COLUMN planned_epsilon TEXT;
  ALTER TABLE claims ADD COLUMN override_reason TEXT;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    tabled TEXT NOT NULL,
    key ANY NOT NULL,
    reason TEXT,
    image TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER contents_stay BEFORE DELETE ON contents BEGIN SELECT raise(ABORT, 'a ledger never forgets'); END;
  CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'a ledger never forgets'); END;
  CREATE TRIGGER events_are_written_once BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'a ledger never forgets'); END;
`;

/**
 * Why a claim ended last, and whether any end of it may have been decided on what the run showed. The index lets a grant add up what
 * all claims were charged without looking at the grants themselves.
 */
const ends = `
  ALTER TABLE claims ADD COLUMN end_reason TEXT;
  ALTER TABLE claims ADD COLUMN end_seen INTEGER NOT NULL DEFAULT 0 CHECK (end_seen IN (0, 1));
  DROP INDEX grants_by_claim;
  CREATE INDEX grants_by_claim ON grants (claim, steps, untaken);
`;

/** What an order was chosen for, in full, and the order that came with each cap: it may change until the first charge. */
const expectations = `
  ALTER TABLE data_sets ADD COLUMN expectation TEXT;
  ALTER TABLE cap_events ADD COLUMN filter_order REAL;
`;

/** The ledgers that a fresh one was set apart from with its written reason, as a JSON list of their digests: a column of its own, so that the chain covers it. */
const apart = `
  ALTER TABLE data_sets ADD COLUMN set_apart_from TEXT NOT NULL DEFAULT '[]';
`;

export const ledgerSchema: Schema = {
  title: 'a privacy ledger of Cloister',
  applicationId: 0x436c4c31, // "ClL1"
  migrations: [first, chained, ends, expectations, apart],
  synchronous: 'FULL',
  checkOnOpen: true,
};
