import type { Storage } from '../../storage/storage.ts';
import type { HotHandler, HotRoute } from './hot-route.ts';
import { answerJson } from './raw-answer.ts';

/** `/livez`: the process answers. `/readyz` and its alias `/healthz`: it and the database do, and it is not stopping. */
export function healthRoutes(storage: Storage, isStopping: () => boolean): [string, HotRoute][] {
  const live: HotHandler = (_request, response) => answerJson(response, 200, { status: 'ok' });
  const ready: HotHandler = async (_request, response) => {
    if (isStopping()) return answerJson(response, 503, { status: 'stopping' });
    try {
      await storage.ping();
      answerJson(response, 200, { status: 'ok' });
    } catch {
      answerJson(response, 503, { status: 'unavailable', reason: 'the database does not answer' });
    }
  };
  return [
    ['/livez', { GET: live }],
    ['/readyz', { GET: ready }],
    ['/healthz', { GET: ready }],
  ];
}
