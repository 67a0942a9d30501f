import { sqlitePlace } from '@accord/storage/testing/sql-place';
import { describeKeptTables } from './kept-tables.ts';

describeKeptTables('SQLite', sqlitePlace);
