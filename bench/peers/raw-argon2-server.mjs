// @node-rs/argon2 with nothing around it but the least of node:http: what password hashing allows at all.

import { createServer } from 'node:http';
import { hash, verify } from '@node-rs/argon2';
import { sayListening } from '../framework/server-subject.ts';

const PASSWORD = 'violet-anchor-93-mosaic';
const stored = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
const ANSWER = 'true';

const server = createServer({ keepAliveTimeout: 60_000 }, async (_request, response) => {
  const matches = await verify(stored, PASSWORD);
  response.writeHead(matches ? 200 : 500, ['Content-Type', 'application/json', 'Content-Length', String(ANSWER.length)]);
  response.end(ANSWER);
});
server.listen(0, '127.0.0.1', () => sayListening(server.address().port));
