import { describeMemoryStore } from './testing.ts';
import { sqlitePlace } from './testing/rig.ts';

describeMemoryStore('SQLite', async () => sqlitePlace());
