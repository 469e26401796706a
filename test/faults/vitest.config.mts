// Configures `npm run test:faults`: the faults of `npm test`, with many more random kills.
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.mjs';

export default mergeConfig(base, { test: { env: { CLOISTER_FAULT_KILLS: '1000' } } });
