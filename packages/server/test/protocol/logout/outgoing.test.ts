import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OutgoingOptions, type OutgoingOutcome, outgoingPosts } from '../../../src/http/outgoing/outgoing-post.ts';
import type { ResolvedAddress } from '../../../src/http/outgoing/outgoing-target.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { selfSigned } from '../../support/self-signed.ts';

const LOOPBACK: ResolvedAddress = { address: '127.0.0.1', family: 4 };
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

function post(url: string, options: Partial<OutgoingOptions> = {}): Promise<OutgoingOutcome> {
  const send = outgoingPosts({ allow: new Set(), ...options });
  return send({ url, contentType: 'application/x-www-form-urlencoded', body: 'a=%E8%99%8E' });
}

const allowed = (host: string): { readonly allow: ReadonlySet<string> } => ({ allow: new Set([host]) });
const to = (...addresses: ResolvedAddress[]): Pick<OutgoingOptions, 'resolve'> => ({ resolve: async () => addresses });
const refused = (reason: string): unknown => ({ kind: 'refused', reason });

describe('issue 5: the guard of outgoing requests', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1:8443/',
    'https://0.0.0.0/',
  ])('%s is refused', async (url) => {
    expect(await post(url)).toEqual(refused('address_not_allowed'));
  });

  test.each(['', 'nonsense', 'file:///etc/passwd', 'ftp://rp.example/', 'gopher://rp.example/', 'https://a:b@rp.example/'])(
    'the URL "%s" is refused',
    async (url) => {
      expect(await post(url)).toEqual(refused('malformed_url'));
    },
  );

  test('without https nothing is sent, and nothing is even resolved', async () => {
    let asked = 0;
    const resolve = async (): Promise<ResolvedAddress[]> => {
      asked++;
      return [LOOPBACK];
    };
    expect(await post('http://rp.example/', { resolve })).toEqual(refused('https_required'));
    expect(asked).toBe(0);
  });

  test('a name that leads to this machine is refused, also among addresses that are public, and so is one that leads nowhere', async () => {
    const publicly: ResolvedAddress = { address: '8.8.8.8', family: 4 };
    expect(await post('https://rp.example/', to(LOOPBACK))).toEqual(refused('address_not_allowed'));
    expect(await post('https://rp.example/', to(publicly, LOOPBACK))).toEqual(refused('address_not_allowed'));
    expect(await post('https://rp.example/', to(publicly, { address: '::ffff:10.0.0.1', family: 6 }))).toEqual(
      refused('address_not_allowed'),
    );
    expect(await post('https://rp.example/', to())).toEqual(refused('address_not_allowed'));
  });

  test('a name is resolved once, so what it leads to afterwards is never reached', async () => {
    const answers = [{ address: '127.0.0.2', family: 4 as const }, LOOPBACK];
    let asked = 0;
    const resolve = async (): Promise<ResolvedAddress[]> => answers.slice(asked, ++asked);
    const before = receiver.received.length;
    const outcome = await post(`http://rp.example:${receiver.port}/`, { ...allowed(`rp.example:${receiver.port}`), resolve });
    expect([outcome, asked, receiver.received.length]).toEqual([{ kind: 'failed', reason: 'connection' }, 1, before]);
  });

  test('what the operator allowed is reached: this host at this port, and nothing beside it', async () => {
    const { port, uri } = receiver;
    expect(await post(uri, allowed(`127.0.0.1:${port}`))).toEqual({ kind: 'answered', status: 200 });
    expect(receiver.received.at(-1)?.form.get('a')).toBe('虎');
    expect(await post(uri, allowed(`127.0.0.1:${port + 1}`))).toEqual(refused('https_required'));
    expect(await post(uri.replace('127.0.0.1', 'localhost'), allowed(`127.0.0.1:${port}`))).toEqual(refused('https_required'));
    expect(await post(uri.replace('http:', 'https:'), allowed('127.0.0.1:443'))).toEqual(refused('address_not_allowed'));
  });

  test('an allowed name is sent as it stands in the URL', async () => {
    const host = `rp.internal:${receiver.port}`;
    expect(await post(`http://${host}/x`, { ...allowed(host), ...to(LOOPBACK) })).toEqual({ kind: 'answered', status: 200 });
    expect(receiver.received.at(-1)).toMatchObject({ path: '/x', headers: { host } });
  });

  test('no redirect is followed', async () => {
    receiver.statuses.push(307);
    const before = receiver.received.length;
    expect(await post(receiver.uri, allowed(`127.0.0.1:${receiver.port}`))).toEqual({ kind: 'answered', status: 307 });
    expect(receiver.received.length).toBe(before + 1);
  });

  test('an answer whose body never ends is taken by its status', async () => {
    const endless = await startReceiver({
      answer: (_request, response) => {
        response.writeHead(200);
        const more = (): void => {
          while (response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more);
        more();
      },
    });
    expect(await post(endless.uri, allowed(`127.0.0.1:${endless.port}`))).toEqual({ kind: 'answered', status: 200 });
    await endless.close();
  });

  test('one who never answers, and a name server that never does, are given up', async () => {
    const silent = await startReceiver({ answer: () => undefined });
    const options = { ...allowed(`127.0.0.1:${silent.port}`), timeoutMs: 50 };
    expect(await post(silent.uri, options)).toEqual({ kind: 'failed', reason: 'timeout' });
    await silent.close();
    const never = new Promise<ResolvedAddress[]>(() => undefined);
    expect(await post('https://rp.example/', { resolve: () => never, timeoutMs: 50 })).toEqual({
      kind: 'failed',
      reason: 'timeout',
    });
  });

  test('nobody listens, or there is no such name', async () => {
    const gone = await startReceiver();
    await gone.close();
    expect(await post(gone.uri, allowed(`127.0.0.1:${gone.port}`))).toEqual({ kind: 'failed', reason: 'connection' });
    const resolve = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    expect(await post('https://rp.example/', { resolve })).toEqual({ kind: 'failed', reason: 'name_not_found' });
  });

  test('by https the certificate must be of the name in the URL, to whatever address it leads', async () => {
    const tls = selfSigned('rp.example');
    const secure = await startReceiver({ tls });
    const reach = (host: string, ca?: string): Promise<OutgoingOutcome> =>
      post(`https://${host}:${secure.port}/`, {
        ...allowed(`${host}:${secure.port}`),
        ...to(LOOPBACK),
        ...(ca === undefined ? {} : { ca }),
      });
    expect(await reach('rp.example', tls.cert)).toEqual({ kind: 'answered', status: 200 });
    expect(await reach('other.example', tls.cert)).toEqual({ kind: 'failed', reason: 'tls' });
    expect(await reach('rp.example')).toEqual({ kind: 'failed', reason: 'tls' });
    expect(secure.received.length).toBe(1);
    await secure.close();
  });
});
