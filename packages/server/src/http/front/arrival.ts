import type { IncomingMessage, ServerResponse } from 'node:http';
import { StorageUnavailable } from '../../storage/storage.ts';
import type { EdgeContext } from '../edge-context.ts';
import { receiveBody } from './body.ts';
import type { Answer, BodyHandler, HotHandler, SentBody } from './hot-route.ts';
import { jsonAnswer, writeAnswer } from './raw-answer.ts';
import type { RequestFacts } from './request-facts.ts';

/** What all arrivals have in common. */
export interface ArrivalContext {
  readonly edge: EdgeContext;
  /** The headers of every answer: name, value, …. */
  readonly headers: readonly string[];
}

// Whoever probes does it every few seconds.
const QUIET = /^\/(?:livez|readyz|healthz|assets\/.*)$/;

/** One request at the front: answered once, and then told to the log and the metrics. */
export class Arrival {
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
  readonly #response: ServerResponse;
  readonly #context: ArrivalContext;
  #isOwned = false;

  constructor(exchange: readonly [IncomingMessage, ServerResponse], facts: RequestFacts, context: ArrivalContext) {
    [this.request, this.#response] = exchange;
    this.facts = facts;
    this.#context = context;
  }

  /** Answers, unless whoever asked went away. */
  answer(answer: Answer): void {
    if (this.#response.destroyed) return;
    const { requestId = this.facts.requestId } = answer;
    writeAnswer(this.#response, answer, [...this.#context.headers, 'x-request-id', requestId]);
    if (!this.#isOwned) this.#record();
  }

  /** Sets the headers of every answer, for who answers by the response itself. */
  setHeaders(): void {
    const { headers } = this.#context;
    for (let index = 0; index < headers.length; index += 2) {
      this.#response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
    }
    this.#response.setHeader('x-request-id', this.facts.requestId);
  }

  /** Leaves the answer to a handler. */
  async leaveTo(handler: HotHandler): Promise<void> {
    this.#isOwned = true;
    this.setHeaders();
    this.#response.on('finish', () => this.#record());
    try {
      await handler(this.request, this.#response, this.facts);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Answers by a handler once the body is here; whoever goes away before is not answered. */
  receive(handler: BodyHandler): void {
    const refusal = handler.admit?.(this.request, this.facts);
    if (refusal !== undefined) {
      this.answer(refusal);
      return;
    }
    receiveBody(this.request, handler.bodyLimit, (body) => {
      if (body !== 'aborted') this.#answerBy(handler, body);
    });
  }

  #answerBy(handler: BodyHandler, body: SentBody): void {
    try {
      const answer = handler.answer(this.request, this.facts, body);
      if (answer instanceof Promise) answer.then((late) => this.answer(late)).catch((error: unknown) => this.#fail(error));
      else this.answer(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#response.headersSent) this.#response.destroy();
    else this.answer(failureAnswer(error, this.facts.requestId, this.#context.edge));
  }

  #record(): void {
    const { method = '' } = this.request;
    const { requestId, path, route = path, arrivedAt } = this.facts;
    const { metrics, log } = this.#context.edge;
    const elapsed = performance.now() - arrivedAt;
    const status = this.#response.statusCode;
    metrics.requestFinished({ method, route, status, seconds: elapsed / 1000 });
    const fields = { requestId, method, route, status, milliseconds: Math.round(elapsed) };
    if (QUIET.test(path)) log.debug('request.finished', fields);
    else log.info('request.finished', fields);
  }
}

function failureAnswer(error: unknown, requestId: string, { log }: EdgeContext): Answer {
  if (error instanceof StorageUnavailable) {
    const body = { error: 'temporarily_unavailable', error_description: 'the database cannot answer now; try again' };
    return jsonAnswer(503, body, ['retry-after', '1']);
  }
  log.error('request.failed', { requestId, error });
  return jsonAnswer(500, { error: 'server_error', error_description: `an unexpected condition; request id ${requestId}` });
}
