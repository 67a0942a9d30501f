import { describeAccountsStore } from './testing.ts';
import { sqlitePlace } from './testing/rig.ts';

describeAccountsStore('SQLite', async () => sqlitePlace());
