import fastify from 'fastify';
import { sayListening } from '../framework/server-subject.ts';

/** Serves checks by Fastify, whose answer is compiled too. */
export async function serveChecks(isAllowed) {
  const app = fastify({ keepAliveTimeout: 60_000 });
  const schema = { response: { 200: { type: 'boolean' } } };
  app.get('/api2/checkResource', { schema }, async (request) => isAllowed(request.query.user_id, request.query.resource_name));
  await app.listen({ port: 0, host: '127.0.0.1' });
  sayListening(app.server.address().port);
}
