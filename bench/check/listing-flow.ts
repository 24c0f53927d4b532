import { httpRequest } from '../load/http-request.ts';
import type { FlowFactory } from '../load/load-plan.ts';
import { type AskingClient, clientJwt } from './client-jwt.ts';

/** Who lists users, and how many of them there are. */
export interface ListingFlow {
  readonly client: AskingClient;
  readonly users: number;
}

/** The flow of the first page of all users. */
export const flow: FlowFactory = (data) => {
  const { client, users } = data as ListingFlow;
  const headers = { Authorization: `Client ${clientJwt(client)}` };
  const request = httpRequest({ method: 'GET', path: '/api2/users?page_size=20', headers });
  const total = `"total_size":${users},`;
  return () => ({ request: () => request, accept: ({ status, body }) => status === 200 && body.includes(total) });
};
