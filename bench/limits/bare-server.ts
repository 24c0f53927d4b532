// The limits that everything is compared with: the least that node:http can do for a request.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sayListening } from '../framework/server-subject.ts';
import { LIMIT_ANSWER } from './limits.ts';

const ANSWER = Buffer.from(LIMIT_ANSWER);
const HEADERS = ['Content-Type', 'application/json', 'Content-Length', String(ANSWER.length)];

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, HEADERS);
    response.end(ANSWER);
    return;
  }
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const isRead = new URLSearchParams(body).get('token') !== null;
    response.writeHead(isRead ? 200 : 400, HEADERS);
    response.end(ANSWER);
  });
});
server.listen(0, '127.0.0.1', () => sayListening((server.address() as AddressInfo).port));
