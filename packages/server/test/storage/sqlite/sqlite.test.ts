import { storageSuite } from '../suite/storage-suite.ts';
import { openTemporary } from './temporary-database.ts';

storageSuite({ name: 'SQLite', open: () => openTemporary() });
