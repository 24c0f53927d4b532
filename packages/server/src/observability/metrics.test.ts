import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { startMetricsServer } from './metrics-server.ts';

test('requests, durations, tokens, sign-ins and the hashing queue are told', async () => {
  const metrics = createMetrics();
  metrics.requestFinished({ method: 'POST', route: '/oauth2/token', status: 200, seconds: 0.002 });
  metrics.tokensIssued('refresh_token');
  metrics.signIn('failed');
  metrics.watchHashing(() => 3);
  const { text, contentType } = await metrics.exposition();
  expect(contentType).toContain('text/plain');
  expect(text).toContain('hufu_http_requests_total{method="POST",route="/oauth2/token",status="200"} 1');
  expect(text).toContain('hufu_http_request_duration_seconds_count{method="POST",route="/oauth2/token"} 1');
  expect(text).toContain('hufu_token_responses_total{grant_type="refresh_token"} 1');
  expect(text).toContain('hufu_sign_ins_total{outcome="failed"} 1');
  expect(text).toContain('hufu_password_hashes_pending 3');
  expect(text).toContain('process_cpu_seconds_total');
});

test('labels that a stranger can vary do not make series without end', async () => {
  const metrics = createMetrics();
  for (let index = 0; index < 1000; index++) {
    metrics.requestFinished({ method: `M${index}`, route: `/x${index}`, status: 404, seconds: 0 });
  }
  const { text } = await metrics.exposition();
  expect(text.split('\n').filter((line) => line.startsWith('hufu_http_requests_total{')).length).toBeLessThanOrEqual(201);
  expect(text).not.toContain('method="M');
});

test('the metrics server answers GET /metrics and nothing else', async () => {
  const server = await startMetricsServer({ port: 0, host: '127.0.0.1', metrics: createMetrics() });
  const at = (path: string, method = 'GET'): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  try {
    const answer = await at('/metrics');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('process_cpu_seconds_total');
    expect((await at('/')).status).toBe(404);
    const refused = await at('/metrics', 'POST');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  } finally {
    await server.close();
  }
});
