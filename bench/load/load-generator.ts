// A process of its own, on a core of its own: it makes requests, and nothing else.

import { quantile } from '../report/statistics.ts';
import { Connection } from './connection.ts';
import { CONNECTIONS, type FlowFactory, type LoadOrder, type LoadReport, type LoadResult } from './load-plan.ts';

let connections: Connection[] = [];
let pauseMs = 0;

process.on('message', (order: LoadOrder) => {
  perform(order).then(report, (error: unknown) => report({ kind: 'failed', reason: String(error) }));
});

async function perform(order: LoadOrder): Promise<LoadReport> {
  if (order.kind === 'run') return { kind: 'done', result: await run(order.milliseconds) };
  for (const connection of connections) connection.close();
  const { plan, port } = order;
  const { flow } = (await import(plan.flow)) as { readonly flow: FlowFactory };
  const session = flow(plan.data);
  const length = plan.connections ?? CONNECTIONS;
  pauseMs = plan.pauseMs ?? 0;
  connections = await Promise.all(Array.from({ length }, (_, index) => Connection.open(port, session(index))));
  return { kind: 'ready' };
}

async function run(milliseconds: number): Promise<LoadResult> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const cpuAt = process.cpuUsage();
  const until = startedAt + milliseconds;
  await Promise.all(connections.map((connection) => connection.run({ until, pauseMs }, latencies)));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuAt);
  latencies.sort((one, other) => one - other);
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return { requests: latencies.length, seconds, p50, p99, cpuShare: (user + system) / 1e6 / seconds };
}

function report(what: LoadReport): void {
  process.send?.(what);
}
