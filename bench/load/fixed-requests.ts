import type { FlowFactory } from './load-plan.ts';

/** A request that is always the same, and the body that answers it. */
export interface FixedRequest {
  /** Head and body, a character a byte. */
  readonly request: string;
  readonly answer: string;
}

/** The flow of a request that is always the same. */
export const flow: FlowFactory = (data) => {
  const { request, answer } = data as FixedRequest;
  const session = {
    request: () => request,
    accept: ({ status, body }: { readonly status: number; readonly body: string }) => status === 200 && body === answer,
  };
  return () => session;
};
