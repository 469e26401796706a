// Configures `npm run test:faults`: the faults of `npm test`, with many more random kills, and a table of them at the end.
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.mjs';
import { FaultTable } from './faultTable';

export default mergeConfig(base, { test: { env: { CLOISTER_FAULT_KILLS: '1000' }, reporters: ['default', new FaultTable()] } });
