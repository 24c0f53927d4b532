import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './command-line.ts';

let line: CommandLine;
beforeEach(async () => {
  line = commandLine();
  await line.hufu(['user', 'add', 'alice', '--no-password']);
  await line.hufu(['client', 'add', 'wiki', '--owner', 'alice']);
  line.write('groups.yaml', 'groups: [{name: staff, members: [alice]}]');
  await line.hufu(['apply', 'groups.yaml']);
});
afterEach(() => line.remove());

test('hufu user erase without --yes tells what would happen, does nothing, and exits with 2', async () => {
  const { code, out, err } = await line.hufu(['user', 'erase', 'ALICE']);
  expect(code).toBe(2);
  expect(out).toMatch(/^Erasing alice would end or hand over:\n {2}roles +1 role of wiki\n {2}groups +staff\n/);
  expect(out).toMatch(
    /sign-in sessions +none\n {2}tokens +none\n {2}groups owned +none\n {2}clients owned +wiki\n {2}last super of +wiki\n$/,
  );
  expect(err).toContain('warning: client wiki loses its last super');
  expect(err).toContain('warning: client wiki no longer has an owner');
  expect(err).toContain('nothing was done: to erase alice for good, add --yes');
  expect(await line.json(['user', 'list'])).toMatchObject([{ id: 'alice', status: 'active' }]);
});

test('hufu user erase --yes warns, goes on, and leaves chains that verify; their id is taken for ever', async () => {
  const { code, out, err } = await line.hufu(['user', 'erase', 'alice', '--yes']);
  expect([code, out]).toEqual([0, 'User alice was erased.\n']);
  expect(err).toContain('loses its last super');
  expect(await line.json(['user', 'list'])).toEqual([]);
  expect(JSON.stringify(await line.json(['audit', 'list']))).not.toContain('alice');
  expect((await line.hufu(['audit', 'verify'])).code).toBe(0);
  const again = await line.hufu(['user', 'add', 'Alice', '--no-password']);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('was one who has been erased')]);
  const twice = await line.hufu(['user', 'erase', 'alice', '--yes']);
  expect(twice).toEqual({ code: 0, out: 'User alice was erased before, and nothing was left to be done.\n', err: '' });
});

test('hufu user erase refuses the last active system administrator and who does not exist', async () => {
  await line.hufu(['user', 'add', 'root', '--no-password', '--admin']);
  expect(await line.hufu(['user', 'erase', 'root', '--yes'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('last active system administrator'),
  });
  expect(await line.hufu(['user', 'erase', 'nobody', '--yes'])).toMatchObject({ code: 1, err: 'hufu: there is no such user\n' });
});
