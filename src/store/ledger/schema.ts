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

export const ledgerSchema: Schema = {
  title: 'a privacy ledger of Cloister',
  applicationId: 0x436c4c31, // "ClL1"
  migrations: [first],
  synchronous: 'FULL',
  checkOnOpen: true,
};
