import type { ServerResponse } from 'node:http';
import { answerJson } from '../http/front/raw-answer.ts';

/** The two dialects of the authority API (contract/authority.md §4). */
export type ApiDialect = 'api' | 'api2';

/** A refusal; the status is that of `/api2`, `/api` says it in its envelope. */
export interface ApiRefusal {
  readonly status: 400 | 401 | 403 | 404;
  readonly error: string;
  readonly description: string;
}

/** Answers data: bare under `/api2`, in the envelope under `/api`. */
export function answerData(response: ServerResponse, dialect: ApiDialect, data: unknown): void {
  answerJson(response, 200, dialect === 'api' ? { res_code: 0, res_msg: 'ok', data } : data);
}

/** Answers a refusal; no credentials or bad ones are 401 in both dialects, with the challenge (RFC 6750 §3). */
export function answerRefusal(
  response: ServerResponse,
  dialect: ApiDialect,
  { refusal, challenge }: { readonly refusal: ApiRefusal; readonly challenge: string },
): void {
  const { status, error, description } = refusal;
  if (status === 401 && dialect === 'api') {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': challenge };
    response.writeHead(401, { ...headers, 'content-length': Buffer.byteLength(description) }).end(description);
  } else if (dialect === 'api') {
    answerJson(response, 200, { res_code: status === 400 ? 1 : 2, res_msg: description, data: null });
  } else {
    if (status === 401 || error === 'insufficient_scope') response.setHeader('www-authenticate', challenge);
    answerJson(response, status, { error, error_description: description });
  }
}
