import type { RunningSubject, Subject } from '../framework/benchmark.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { type HufuSubject, hufuOnSqlite } from '../oauth/hufu-subject.ts';
import { signInPath } from './sign-in-flow.ts';

const FLOW = new URL('./sign-in-flow.ts', import.meta.url).href;

/** What behind a proxy is usual: each sign-in comes from an address of its own. */
const BEHIND_PROXY = { 'trusted-proxies': '127.0.0.1' };

/** Our server with people who sign in, as what is measured or (`flood`) beside it. */
export function withSignIns(subject: Omit<HufuSubject, 'load' | 'flood'> & { readonly beside?: HufuSubject['load'] }): Subject {
  const { beside, ...rest } = subject;
  const signIns: HufuSubject['load'] = ({ client }) => ({ flow: FLOW, data: { client } });
  const loads = beside === undefined ? { load: signIns } : { load: beside, flood: signIns };
  const inner = hufuOnSqlite({ ...rest, ...loads, flags: { ...BEHIND_PROXY, ...subject.flags } });
  return {
    name: subject.name,
    async start(): Promise<RunningSubject> {
      const running = await inner.start();
      const { flood } = running;
      if (flood === undefined) return { ...running, load: await withPage(running.load, running.port) };
      return { ...running, flood: await withPage(flood, running.port) };
    },
  };
}

async function withPage(load: LoadPlan, port: number): Promise<LoadPlan> {
  const { client } = load.data as { readonly client: { readonly id: number } };
  const response = await fetch(`http://127.0.0.1:${port}${signInPath(client.id)}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const token = /name="csrf_token" value="([^"]+)"/.exec(await response.text())?.[1];
  if (token === undefined) throw new Error('the sign-in page has no token');
  return { ...load, data: { client, csrf: { cookie, token } } };
}
