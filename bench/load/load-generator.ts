// A process of its own, on a core of its own: it makes requests, and nothing else.

import { quantile } from '../report/statistics.ts';
import { Connection } from './connection.ts';
import { CONNECTIONS, type FlowFactory, type LoadOrder, type LoadReport, type LoadResult } from './load-plan.ts';

let connections: Connection[] = [];

process.on('message', (order: LoadOrder) => {
  perform(order).then(report, (error: unknown) => report({ kind: 'failed', reason: String(error) }));
});

async function perform(order: LoadOrder): Promise<LoadReport> {
  if (order.kind === 'run') return { kind: 'done', result: await run(order.milliseconds) };
  for (const connection of connections) connection.close();
  const { flow } = (await import(order.plan.flow)) as { readonly flow: FlowFactory };
  const session = flow(order.plan.data);
  connections = await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => Connection.open(order.port, session(index))));
  return { kind: 'ready' };
}

async function run(milliseconds: number): Promise<LoadResult> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  await Promise.all(connections.map((connection) => connection.run(startedAt + milliseconds, latencies)));
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((one, other) => one - other);
  return { requests: latencies.length, seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

function report(what: LoadReport): void {
  process.send?.(what);
}
