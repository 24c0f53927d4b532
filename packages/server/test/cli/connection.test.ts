import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { connectTo } from '../../src/cli/connection.ts';
import type { Operation } from '../../src/cli/operations/operation.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { type CommandLine, commandLine } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = commandLine();
});
afterEach(() => line.remove());

/** Whether freezing alice is seen by authorities that had read her client before. */
const freezeAlice: Operation<Record<never, never>, readonly (boolean | undefined)[]> = {
  name: 'test.freeze',
  input: z.strictObject({}),
  async run({ storage, authorities, now }) {
    const before = await authorities.state({ clientId: 1 });
    await storage.transact(({ users }) => users.update('alice', { status: 'frozen' }, now()));
    const after = await authorities.state({ clientId: 1 });
    return [before?.isActive('alice'), after?.isActive('alice')];
  },
};

test('a command that opened the database itself writes nothing that its own authorities do not hear of', async () => {
  await line.hufu(['user', 'add', 'alice', '--no-password']);
  await line.hufu(['client', 'add', 'wiki', '--owner', 'alice']);
  const loaded = loadSettings({ flags: { 'data-dir': line.dataDir }, env: {}, cwd: line.cwd, terminal: false });
  if (loaded.kind !== 'loaded') throw new Error(loaded.problems.join());
  const connection = await connectTo({ settings: loaded.settings, now: Date.now, whereNone: 'refuse' });
  try {
    expect(await connection.perform(freezeAlice, {})).toEqual([true, false]);
  } finally {
    await connection.close();
  }
});

test('whoever opens the database composes the authority over it, in the server and in commands', () => {
  const source = join(import.meta.dirname, '../../src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const opening = files.filter((file) => /\bopenStorage\(/.test(readFileSync(join(source, file), 'utf8')));
  expect(opening.toSorted()).toEqual(['cli/connection.ts', 'composition/server.ts', 'storage/open-storage.ts']);
  for (const file of ['cli/connection.ts', 'composition/server.ts']) {
    expect(readFileSync(join(source, file), 'utf8'), file).toContain('composeAuthority(');
  }
});
