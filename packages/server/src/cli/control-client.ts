import { request } from 'node:http';
import { type Operation, OperationRefused } from './operations/operation.ts';

/** Asks the running server for an operation. Throws `OperationRefused` when it refuses or cannot be understood. */
export async function askServer<Input, Output>(path: string, operation: Operation<Input, Output>, input: Input): Promise<Output> {
  const { status, body } = await send(path, operation.name, JSON.stringify(input));
  const message = parse(body);
  // The server is of this program, and its answer has the type that the operation declares.
  if (status === 200 && 'output' in message) return message.output as Output;
  throw new OperationRefused(problemsOf(message));
}

function send(path: string, name: string, body: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), host: 'hufu' };
    const sent = request({ socketPath: path, path: `/${name}`, method: 'POST', headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
      response.once('error', reject);
    });
    sent.once('error', () =>
      reject(new OperationRefused(['the running server went away before it answered: look whether it was done'])),
    );
    sent.end(body);
  });
}

function parse(body: string): object {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === 'object' && message !== null ? message : {};
  } catch {
    return {};
  }
}

function problemsOf(message: object): string[] {
  const problems = 'problems' in message && Array.isArray(message.problems) ? message.problems : [];
  return problems.length > 0 ? problems.map(String) : ['the running server answered what this program does not understand'];
}
