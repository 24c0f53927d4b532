import { describe, expect, it, onTestFinished } from 'vitest';
import { setStatus } from '../../support/administration.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { startCluster } from '../../support/postgres/postgres-cluster.ts';
import { checkedClient, twoServers, withinASecond } from './two-servers.ts';

const UNCONFIRMED_MS = 5_000;

describe.runIf(hasPostgres())('contract/authority.md §2: a node that cannot confirm its state for 5 s', () => {
  it('answers 503 to checks, and serves again within 5 s of the return of the database', async () => {
    const cluster = await startCluster();
    if (cluster === undefined) throw new Error('there is no PostgreSQL');
    onTestFinished(() => cluster.remove());
    const servers = await twoServers(cluster.url('postgres'));
    const { check, client } = await checkedClient(servers);
    const { a, b } = servers;
    await cluster.stop();
    const stoppedAt = performance.now();
    // What is in memory may be told for five seconds, and not a moment longer.
    while (performance.now() - stoppedAt < UNCONFIRMED_MS) expect([true, 503]).toContain(await check(b));
    expect([await check(a), await check(b)]).toEqual([503, 503]);
    const { status } = await fetch(`${b.url}/readyz`);
    expect(status).toBe(503);
    expect(a.authorities.held(client.id)).toBeUndefined();
    await expect(a.authorities.state({ clientId: client.id })).rejects.toThrow('cannot make sure');
    await cluster.start();
    const backAt = performance.now();
    for (const server of [a, b]) while ((await check(server)) !== true) expect(performance.now() - backAt).toBeLessThan(5_000);
    await setStatus(a, 'boss', 'frozen');
    await withinASecond(
      () => check(b),
      (answer) => answer === false,
    );
  });
});
