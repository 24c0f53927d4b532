import { METHODS } from 'node:http';
import cookie from '@fastify/cookie';
import { type FastifyInstance, fastify } from 'fastify';
import { hasForbiddenRepetition } from '../oauth/parameters.ts';
import type { EdgeContext } from './edge-context.ts';
import { installErrorHandlers } from './error-handlers.ts';
import { parseForm, RepeatedField } from './form.ts';
import { FORM_BODY_LIMIT, utf8 } from './front/body.ts';
import { isFormMediaType } from './front/media-type.ts';
import { factsOf } from './front/request-facts.ts';

/** Composes the framework behind the front: strict routes, forms parsed by us, one rendering of errors. It never listens. */
export async function createApp(context: EdgeContext): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: FORM_BODY_LIMIT,
    genReqId: (request) => factsOf(request).requestId,
    rewriteUrl: (request) => factsOf(request).path,
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false, maxParamLength: 128 },
  });
  // Known to the framework, so that each is answered 404 or 405 like any other and not as a malformed request.
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  await app.register(cookie);
  installFormParser(app);
  installErrorHandlers(app, context);
  installObservation(app, context);
  return app;
}

// Requests are read by schemas of our own, so the framework's compilers, a tenth of what a start loads, are not even loaded.
function noSchema(): never {
  throw new Error('a route has a schema for the framework');
}

function installFormParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
    const text = isFormMediaType(request.headers['content-type']) ? utf8(Buffer.from(body)) : undefined;
    const parameters = text === undefined ? undefined : parseForm(text);
    if (parameters === undefined) done(Object.assign(new Error('the form is not valid'), { statusCode: 400 }));
    else if (hasForbiddenRepetition(parameters)) done(new RepeatedField('a field was sent twice'));
    else done(null, parameters);
  });
}

function installObservation(app: FastifyInstance, context: EdgeContext): void {
  app.addHook('onResponse', async (request, reply) => {
    const seconds = (performance.now() - factsOf(request.raw).arrivedAt) / 1000;
    // The pattern of the route, not what was sent: addresses can hold anything.
    const seen = { method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode };
    context.metrics.requestFinished({ ...seen, seconds });
    context.log.info('request.finished', { requestId: request.id, ...seen, milliseconds: Math.round(seconds * 1000) });
  });
}
