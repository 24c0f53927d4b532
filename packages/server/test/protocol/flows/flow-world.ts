import { showFlow } from '../../../src/cli/operations/records/flow-operations.ts';
import type { FlowView } from '../../../src/cli/operations/records/flow-view.ts';
import type { TestServer } from '../../support/test-server.ts';

/** What `hufu flow show` is told of the request that was answered with these headers. */
export function flowOf(server: TestServer, { headers }: { readonly headers: Headers }): Promise<FlowView> {
  const { storage, authorities, keys, hasher, flows, now } = server;
  const issuer = { href: server.issuer, origin: server.issuer, basePath: '', secure: false };
  const settings = { issuer, passwordParallelism: 1, signingKeyAheadMinutes: 0 };
  const context = { storage, authorities, keys, hasher, flows, settings, now };
  return showFlow.run(context, { request: headers.get('x-request-id') ?? '' });
}

/** The check that failed, its section, and what stands beside it. */
export function failureOf(view: FlowView): {
  readonly check: string | undefined;
  readonly section: string | undefined;
  readonly registered: Readonly<Record<string, readonly string[]>>;
  readonly received: Readonly<Record<string, string>>;
} {
  return {
    check: view.first_failed?.check,
    section: view.first_failed?.section,
    registered: Object.fromEntries(view.registered.map(({ name, values }) => [name, values])),
    received: Object.fromEntries(view.received.map(({ name, value }) => [name, value])),
  };
}
