import { startOwnProcess } from '../../src/storage/sqlite/file/own-process.ts';

// A process with one below it that never ends by itself; the argument is where that says its process id.
const [, , pidFile] = process.argv;
await startOwnProcess(new URL('./endless-statement.ts', import.meta.url), { pidFile }).answer;
