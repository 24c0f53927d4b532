import { z } from 'zod';
import { queryId, queryIds, userId } from './fields.ts';

const commaSeparated = { style: 'simple', explode: false } as const;

/** What a segment of a path is: ids separated by commas where there is a `style` (OpenAPI 3.1 §4.8.12). */
export interface PathSegment {
  readonly schema: z.ZodType;
  readonly style?: { readonly style: 'simple'; readonly explode: false };
}

const SEGMENTS: Readonly<Record<string, PathSegment>> = {
  role_id: { schema: queryId.describe('A role of the client.') },
  user_id: { schema: userId.describe('A user.') },
  id: { schema: queryId.describe('A resource of the client.') },
};

const OF_ONE_CALL: Readonly<Record<string, PathSegment>> = {
  'POST /roles/:role_id role_id': {
    schema: queryIds.describe('The children that come to lie below the new role: ids separated by commas.'),
    style: commaSeparated,
  },
  'DELETE /resources/:id id': { schema: queryIds.describe('Resource ids, separated by commas.'), style: commaSeparated },
  'GET /userClients/:user_id? user_id': { schema: userId.describe('Nobody but the caller, who is asked about when absent.') },
  'PUT /client/status/:status status': { schema: z.enum(['active', 'disabled']).describe('What the client becomes.') },
  'PUT /users/:user_id/status/:status status': {
    schema: z.enum(['active', 'frozen', 'delete']).describe('What the user becomes.'),
  },
};

/** What the segment `name` in the path of a call is; `call` is its method and path, `PUT /roles/:role_id`. */
export function pathSegment(call: string, name: string): PathSegment {
  return OF_ONE_CALL[`${call} ${name}`] ?? SEGMENTS[name] ?? { schema: z.string() };
}

/** The client that a call is about, where its own query does not say so otherwise. */
export const clientIdQuery: z.ZodType<number | undefined> = queryId
  .optional()
  .describe('The client: a session must name it; others act on their own client, and may name no other.');
