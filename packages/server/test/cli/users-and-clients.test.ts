import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './command-line.ts';

const PASSWORD = 'correct horse battery staple';
let line: CommandLine;
beforeEach(() => {
  line = commandLine();
});
afterEach(() => line.remove());

const typing = (password: string): { readInput: () => Promise<string> } => ({
  readInput: () => Promise.resolve(`${password}\n`),
});

describe('hufu user', () => {
  test('add with a generated password shows it once; it must be changed at the first sign-in', async () => {
    const added = await line.json(['user', 'add', 'alice', '--fullname', '刘爱丽', '--generate-password', '--admin']);
    expect(added).toMatchObject({
      user: { id: 'alice', fullname: '刘爱丽', system_administrator: true, has_password: true, must_change_password: true },
      generated_password: expect.stringMatching(/^[a-z2-9]{4}(-[a-z2-9]{4}){4}$/),
    });
    const password = (added as { generated_password: string }).generated_password;
    const shown = (await line.hufu(['user', 'list'])).out + (await line.hufu(['audit', 'list', '--json'])).out;
    expect(shown).toContain('刘爱丽');
    expect(shown).not.toContain(password);
  });

  test('add takes the password from standard input, or asks for it twice without echo', async () => {
    expect((await line.hufu(['user', 'add', 'alice', '--password-stdin', '--permanent'], typing(PASSWORD))).code).toBe(0);
    const asked: string[] = [];
    const askSecret = (question: string): Promise<string> => {
      asked.push(question);
      return Promise.resolve(PASSWORD);
    };
    expect((await line.hufu(['user', 'add', 'bob'], { askSecret })).code).toBe(0);
    expect(asked).toHaveLength(2);
    expect(await line.json(['user', 'list'])).toMatchObject([
      { id: 'alice', must_change_password: false },
      { id: 'bob', must_change_password: true },
    ]);
  });

  test('a password that breaks the rules is refused with all reasons and not repeated', async () => {
    const { code, err } = await line.hufu(['user', 'add', 'alice', '--password-stdin'], typing('canary'));
    expect(code).toBe(1);
    expect(err).toContain('at least 10 characters');
    expect(err).not.toContain('canary');
    expect(await line.json(['user', 'list'])).toEqual([]);
  });

  test('freeze, activate, delete and admin are idempotent; the last active system administrator stays', async () => {
    await line.hufu(['user', 'add', 'root', '--no-password', '--admin']);
    await line.hufu(['user', 'add', 'bob', '--no-password']);
    expect((await line.hufu(['user', 'freeze', 'bob'])).out).toBe('User bob is frozen.\n');
    expect((await line.hufu(['user', 'freeze', 'bob'])).out).toBe('User bob is frozen already.\n');
    expect(await line.json(['user', 'activate', 'BOB'])).toMatchObject({ changed: true, user: { id: 'bob', status: 'active' } });
    for (const argv of [
      ['freeze', 'root'],
      ['delete', 'root'],
      ['admin', 'root', '--revoke'],
    ]) {
      const { code, err } = await line.hufu(['user', ...argv]);
      expect([code, err]).toEqual([1, expect.stringContaining('last active system administrator')]);
    }
    expect((await line.hufu(['user', 'admin', 'bob'])).code).toBe(0);
    expect((await line.hufu(['user', 'delete', 'root'])).code).toBe(0);
    expect((await line.hufu(['user', 'freeze', 'nobody'])).code).toBe(1);
  });

  test('show tells all about one user but their secrets; who is not there is an error', async () => {
    await line.hufu(['user', 'add', 'alice', '--fullname', '刘爱丽', '--no-password']);
    expect(await line.json(['user', 'show', 'ALICE'])).toMatchObject({ id: 'alice', organization: '', has_secret: false });
    expect((await line.hufu(['user', 'show', 'alice'])).out).toMatch(/^id +alice\nfullname +刘爱丽\nemail +–\n/);
    expect(await line.hufu(['user', 'show', 'bob'])).toMatchObject({ code: 1, err: 'hufu: there is no such user\n' });
  });

  test('list shows so many as --limit says, tells how many more there are, and searches in ids and names', async () => {
    const users = ['anna', 'bob', 'carol', 'Dan', 'erin'].map((id) => ({ id, fullname: id === 'bob' ? 'Robert ANN' : id }));
    line.write('users.json', JSON.stringify({ users: [...users, { id: 'gone', status: 'delete' }] }));
    await line.hufu(['apply', 'users.json']);
    const listed = await line.hufu(['user', 'list', '--limit', '2']);
    expect(listed.out.split('\n').map((row) => row.split(' ')[0])).toEqual(['ID', 'anna', 'bob', '']);
    expect(listed.err).toBe('4 users more: --limit shows more, --search looks for some\n');
    expect((await line.hufu(['user', 'list', '--limit', '6'])).err).toBe('');
    expect(await line.json(['user', 'list', '--search', 'ann'])).toMatchObject([{ id: 'anna' }, { id: 'bob' }]);
    expect((await line.hufu(['user', 'list', '--search', 'AN', '--limit', '1'])).err).toMatch(/^2 users more/);
    expect((await line.hufu(['user', 'list', '--limit', 'x'])).code).toBe(2);
  });

  test('every change is in the audit table, made by the system', async () => {
    await line.hufu(['user', 'add', 'alice', '--no-password']);
    await line.hufu(['user', 'password', 'alice', '--generate-password']);
    await line.hufu(['user', 'freeze', 'alice']);
    const events = (await line.json(['audit', 'list', '--user', 'alice'])) as { action: string; actor: string }[];
    expect(events.map((event) => event.action)).toEqual(
      expect.arrayContaining(['user.created', 'user.password_changed', 'user.changed']),
    );
    expect(new Set(events.map((event) => event.actor))).toEqual(new Set(['system']));
    expect(await line.json(['audit', 'list', '--action', 'user.created', '--limit', '1'])).toHaveLength(1);
  });
});

describe('hufu client', () => {
  test('add shows the generated secret once; nothing shows it again', async () => {
    const added = (await line.json(['client', 'add', 'wiki', '--redirect-uri', 'https://wiki.example/cb'])) as {
      generated_secret: string;
    };
    expect(added).toMatchObject({
      client: {
        id: 1,
        fullname: 'wiki',
        has_secret: true,
        consent: 'once',
        grant_types: ['authorization_code', 'refresh_token'],
      },
    });
    expect(added.generated_secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const shown: unknown[] = [];
    for (const argv of [
      ['client', 'list'],
      ['client', 'show', '1'],
      ['client', 'secret', 'wiki'],
      ['audit', 'list'],
    ]) {
      shown.push(await line.json(argv));
    }
    expect(JSON.stringify(shown)).not.toContain(added.generated_secret);
  });

  test('a public client has no secret and may use private-use schemes; http needs loopback', async () => {
    expect(await line.json(['client', 'add', 'app', '--public', '--redirect-uri', 'com.example.app:/cb'])).toMatchObject({
      generated_secret: null,
      client: { token_endpoint_auth_method: 'none', has_secret: false },
    });
    const { code, err } = await line.hufu(['client', 'add', 'other', '--public', '--redirect-uri', 'http://intranet/cb']);
    expect([code, err]).toEqual([1, expect.stringContaining('redirect_uris[0]')]);
  });

  test('http redirect URIs of a confidential client are taken with a warning on standard error', async () => {
    const { code, err } = await line.hufu(['client', 'add', 'old', '--redirect-uri', 'http://intranet/cb']);
    expect([code, err]).toEqual([0, expect.stringContaining('warning: http://intranet/cb')]);
  });

  test('all that is wrong with a registration is told at once', async () => {
    const { code, err } = await line.hufu(
      [
        'client',
        'add',
        ' x ',
        '--redirect-uri',
        'javascript:alert(1)',
        '--scope',
        'nope',
        '--owner',
        'nobody',
        '--refresh-grace-seconds',
        '11',
        '--secret-stdin',
      ],
      typing('short'),
    );
    expect(code).toBe(1);
    for (const member of ['fullname:', 'redirect_uris[0]:', 'scope:', 'owner:', 'refresh_grace_seconds:', 'secret:'])
      expect(err).toContain(member);
    expect(err).not.toContain('short');
  });

  test('names are unique', async () => {
    await line.hufu(['client', 'add', 'wiki']);
    expect((await line.hufu(['client', 'add', 'wiki'])).err).toContain('fullname: another client has this name');
  });

  test('an existing secret of 22 characters is taken, a shorter one is not', async () => {
    expect((await line.hufu(['client', 'add', 'a', '--secret-stdin'], typing('a'.repeat(22)))).code).toBe(0);
    expect((await line.hufu(['client', 'add', 'b', '--secret-stdin'], typing('a'.repeat(21)))).code).toBe(1);
  });

  test('secret --rotate --keep-old tells until when the old one works', async () => {
    await line.hufu(['client', 'add', 'wiki']);
    const now = Date.UTC(2026, 10, 22);
    const rotated = await line.json(['client', 'secret', 'wiki', '--rotate', '--keep-old', '24h'], { now: () => now });
    expect(rotated).toMatchObject({
      client: { old_secret_until: '2026-11-23T00:00:00.000Z' },
      generated_secret: expect.any(String),
    });
  });

  test('redirect URIs are listed, added and removed; what is not registered cannot be removed', async () => {
    await line.hufu(['client', 'add', 'wiki', '--redirect-uri', 'https://a.example/cb']);
    const argv = ['client', 'redirect-uri', 'wiki', '--add', 'https://b.example/cb', '--remove', 'https://a.example/cb'];
    expect(await line.json(argv)).toEqual(['https://b.example/cb']);
    expect((await line.hufu(argv)).code).toBe(1);
    expect((await line.hufu(['client', 'redirect-uri', 'wiki'])).out).toBe('https://b.example/cb\n');
  });

  test('disable, enable and delete; a client that is gone is unknown', async () => {
    await line.hufu(['client', 'add', 'wiki']);
    expect(await line.json(['client', 'disable', 'wiki'])).toMatchObject({ client: { status: 'disabled' } });
    expect(await line.json(['client', 'enable', '1'])).toMatchObject({ client: { status: 'active' } });
    expect((await line.hufu(['client', 'delete', 'wiki'])).code).toBe(0);
    expect((await line.hufu(['client', 'show', 'wiki'])).code).toBe(1);
  });
});

test('hufu recover issues a set-up link while there is no administrator, and a recovery link afterwards', async () => {
  await line.hufu(['client', 'add', 'wiki']);
  const link = expect.stringMatching(/^http:\/\/localhost:9096\/setup#hfl_[a-z0-9]{16}[A-Za-z0-9_-]{43}$/);
  expect(await line.json(['recover'])).toMatchObject({ purpose: 'setup', link });
  await line.hufu(['user', 'add', 'root', '--no-password', '--admin']);
  expect(await line.json(['recover'])).toMatchObject({ purpose: 'recovery', link });
});

describe('hufu client set', () => {
  test('changes what is named, as JSON or text, and leaves the rest; the same again changes nothing', async () => {
    await line.hufu(['client', 'add', 'wiki', '--redirect-uri', 'https://wiki.example.com/callback']);
    const assignments = [
      'fullname=42',
      'require_pkce=true',
      'id_token_signed_response_alg=ES256',
      'post_logout_redirect_uris=["https://wiki.example.com/bye"]',
      'backchannel_logout_uri=https://wiki.example.com/logout',
    ];
    const wanted = {
      fullname: '42',
      require_pkce: true,
      id_token_signed_response_alg: 'ES256',
      post_logout_redirect_uris: ['https://wiki.example.com/bye'],
      backchannel_logout_uri: 'https://wiki.example.com/logout',
      redirect_uris: ['https://wiki.example.com/callback'],
    };
    expect(await line.json(['client', 'set', 'wiki', ...assignments])).toMatchObject({ changed: true, client: wanted });
    expect(await line.json(['client', 'set', '42', ...assignments])).toMatchObject({ changed: false, client: wanted });
    expect(await line.json(['client', 'set', '42', 'backchannel_logout_uri=null'])).toMatchObject({
      client: { backchannel_logout_uri: null, id_token_signed_response_alg: 'ES256' },
    });
    const rows = await line.json(['audit', 'list', '--action', 'client.changed']);
    expect(JSON.stringify(rows)).toContain('id_token_signed_response_alg');
  });

  test('an unknown member, a member twice, the id and the secret are wrong usage; a wrong value is told by its member', async () => {
    await line.hufu(['client', 'add', 'wiki']);
    for (const wrong of [
      ['nonsense=1'],
      ['require_pkce'],
      ['id=7'],
      ['secret=x'],
      ['scope=openid', 'scope=openid'],
      ['require_pkce=maybe'],
    ])
      expect((await line.hufu(['client', 'set', 'wiki', ...wrong])).code, wrong.join(' ')).toBe(2);
    const { code, err } = await line.hufu(['client', 'set', 'wiki', 'post_logout_redirect_uris=["javascript:alert(1)"]']);
    expect(code).toBe(1);
    expect(err).toContain('post_logout_redirect_uris[0]');
  });
});
