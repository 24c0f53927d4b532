import type { AuditAction } from '../../observability/audit.ts';
import type { Grant } from '../grant/grant.ts';

/** Writes one audit row about a grant in the unit of work at hand. */
export type TokenAudit = (
  action: AuditAction,
  grant: Pick<Grant, 'id' | 'clientId' | 'userId'>,
  detail?: Readonly<Record<string, string | number | boolean | null>>,
) => Promise<void>;
