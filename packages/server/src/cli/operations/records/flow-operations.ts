import { z } from 'zod';
import { parseClientId } from '../../../oauth/client/client-id.ts';
import { findClient } from '../client-view.ts';
import { LINE, type Operation, OperationRefused, PAGE_SIZE } from '../operation.ts';
import { type FlowLine, type FlowView, flowLine, flowView } from './flow-view.ts';

const RELATED = 30;

/** What a list of traces is narrowed by. */
export interface FlowQuery {
  /** An id, also of a client that does not exist, or a name. */
  readonly client?: string | undefined;
  readonly failed: boolean;
  readonly limit: number;
}

/** Traces of requests, newest first. */
export const listFlows: Operation<FlowQuery, { readonly requests: readonly FlowLine[] }> = {
  name: 'flow.list',
  isStep: true,
  input: z.strictObject({ client: LINE.optional(), failed: z.boolean(), limit: z.int().min(1).max(PAGE_SIZE) }),
  async run({ storage, flows }, { client, failed, limit }) {
    await flows?.flush();
    const traces = await storage.read(async (stores) => {
      const clientId = client === undefined ? undefined : (parseClientId(client) ?? (await findClient(stores, client)).id);
      return stores.flows.list({ ...(clientId === undefined ? {} : { clientId }), failedOnly: failed, limit });
    });
    return { requests: traces.map(flowLine) };
  },
};

/** All that is known of one request, by its id. */
export const showFlow: Operation<{ request: string }, FlowView> = {
  name: 'flow.show',
  isStep: true,
  input: z.strictObject({ request: LINE }),
  async run({ storage, flows }, { request }) {
    await flows?.flush();
    return storage.read(async (stores) => {
      const trace = await stores.flows.find(request);
      if (trace === undefined) throw new OperationRefused([NO_TRACE]);
      const client = trace.clientId === null ? undefined : await stores.clients.find(trace.clientId);
      return flowView(trace, client?.fullname ?? null, await stores.flows.related(trace, RELATED));
    });
  },
};

const NO_TRACE =
  'there is no trace of this request: traces are kept for 24 hours, of requests to the OAuth endpoints, and under load not of each one';
