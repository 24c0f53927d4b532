import { z } from 'zod';
import { type Instant, queryInstant, userId, wireInstant } from './fields.ts';
import { type PageQuery, type PageWire, pageQuery, pageWire } from './paging.ts';

/** One row of the audit table. */
export interface AuditRowWire {
  readonly id: string;
  readonly at: Instant;
  readonly action: string;
  /** A user id, `client-<id>`, `system` or `anonymous`. */
  readonly actor: string;
  readonly address: string;
  readonly request_id: string;
  readonly user_id: string | null;
  readonly client_id: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
  /** What is said of further people. */
  readonly mentions: readonly { readonly user_id: string; readonly detail: Readonly<Record<string, unknown>> }[];
}

const detail = z.record(z.string(), z.unknown());

export const auditPageWire: z.ZodType<PageWire<AuditRowWire>> = pageWire(
  z
    .object({
      id: z.string(),
      at: wireInstant,
      action: z.string(),
      actor: z.string().describe('A user id, `client-<id>`, `system` or `anonymous`.'),
      address: z.string(),
      request_id: z.string(),
      user_id: z.string().nullable(),
      client_id: z.int().nullable(),
      detail,
      mentions: z.array(z.object({ user_id: z.string(), detail })).describe('What is said of further people.'),
    })
    .meta({ id: 'AuditRow' }),
).meta({ id: 'AuditPage' });

/** The query of `GET /audit`; `from` and `to` are inclusive. */
export interface AuditQuery extends PageQuery {
  readonly user_id?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export const auditQuery: z.ZodType<AuditQuery> = z.object({
  ...pageQuery,
  user_id: userId.optional().describe('Only rows about this user.'),
  from: queryInstant.optional().describe('Nothing before this moment, RFC 3339 with an offset.'),
  to: queryInstant.optional().describe('Nothing after this moment, RFC 3339 with an offset.'),
});
