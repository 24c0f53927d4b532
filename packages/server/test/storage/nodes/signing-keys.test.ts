import { describe, expect, it, onTestFinished } from 'vitest';
import { makeKey } from '../../../src/signing-keys/rotation.ts';
import { composeAuthority } from '../../../src/storage/compose-authority.ts';
import { openStorage } from '../../../src/storage/open-storage.ts';
import { fetchKeySet, makingOf, rotateUnderLoad } from '../../support/key-rotation.ts';
import { freshDatabase, hasPostgres } from '../../support/postgres/databases.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { twoServers, withinASecond } from './two-servers.ts';

const MAKER = { origin: { actor: 'system', address: '', requestId: '' }, now: 0 };
const NEXT = { algorithm: 'ES256', generation: 2, activeFrom: 0 } as const;

const shown = async (server: TestServer): Promise<(string | undefined)[]> =>
  (await fetchKeySet(server)).keys.map(({ kid }) => kid);

describe.runIf(hasPostgres())('signing keys of two nodes', () => {
  it('OpenID Connect Core §10.1.1: are rotated by both at once without one failed verification', async () => {
    const { a, b } = await twoServers();
    const { verified, kids } = await rotateUnderLoad([a, b], 20);
    expect(verified).toBeGreaterThan(1_000);
    // The first key of each algorithm, and one more every six hours, whichever node made it.
    expect(kids).toBe(3 * 4);
    expect(await shown(a)).toEqual(await shown(b));
  });

  it('that start together on a new database are the same', async () => {
    const url = await freshDatabase();
    const keys = (await startedAlone()).keys;
    const nodes = await Promise.all([1, 2, 3].map(() => startTestServer({ database: { url, keys } })));
    for (const node of nodes) onTestFinished(() => node.close());
    const sets = await Promise.all(nodes.map(shown));
    expect(sets[0]).toHaveLength(3);
    expect(sets).toEqual([sets[0], sets[0], sets[0]]);
  });

  it('that a command made on the database itself are shown by every node within a second', async () => {
    const { a, b, databaseUrl } = await twoServers();
    const { storage } = composeAuthority(await openStorage({ databaseUrl, onFatal: () => undefined }));
    const made = await makeKey({ storage, keys: a.keys }, NEXT, MAKER);
    await storage.close();
    for (const node of [a, b])
      await withinASecond(
        () => shown(node),
        (kids) => kids.includes(made?.kid),
      );
  });

  it('are read anew by a node that could not hear of them', async () => {
    const { a, b, cutListening } = await twoServers();
    const [made] = await Promise.all([makeKey(makingOf(a), NEXT, MAKER), cutListening()]);
    await withinASecond(
      () => shown(b),
      (kids) => kids.includes(made?.kid),
    );
  });

  it('of which one is revoked are good nowhere within a second', async () => {
    const { a, b } = await twoServers();
    const { kid: revoke } = b.signingKeys.signer('ES256', b.now());
    await makeKey(makingOf(a), { ...NEXT, revoke }, MAKER);
    await withinASecond(
      () => shown(b),
      (kids) => !kids.includes(revoke),
    );
    expect(b.signingKeys.verifier(revoke, b.now())).toBeUndefined();
  });
});

async function startedAlone(): Promise<TestServer> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return server;
}
