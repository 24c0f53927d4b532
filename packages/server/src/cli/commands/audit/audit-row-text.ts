import type { AuditDetail } from '../../../observability/audit.ts';
import type { AuditView } from '../../operations/records/audit-operations.ts';
import { firstOf } from '../../output/counted.ts';

const NAMED = 3;

/** An audit row as cells: time, action, actor, whom and which client it is about, address, and what it says. */
export function auditRow(event: AuditView): string[] {
  const { at, action, actor, user, client, address } = event;
  const people = [...new Set([...(user === null ? [] : [user]), ...event.mentions.map((mention) => mention.user)])];
  const about = firstOf(people.map(personText), NAMED);
  return [at, action, personText(actor), about, String(client ?? ''), address, detailText(event)];
}

function detailText({ detail, mentions }: AuditView): string {
  const own = Object.entries(detail).map(([name, value]) => `${name}=${String(value)}`);
  // What is said of somebody who was forgotten was forgotten too.
  const told = mentions.filter((mention) => mention.detail['role_id'] !== undefined);
  const memberships = firstOf(told.map(membershipText), NAMED);
  return [...own, ...(memberships === '' ? [] : [memberships])].join(' ');
}

function membershipText({ user, detail }: AuditView['mentions'][number]): string {
  const before = standing(detail['before'], detail['before_until']);
  return `${personText(user)} in role ${String(detail['role_id'])}: ${before} → ${standing(detail['after'], detail['until'])}`;
}

function standing(type: AuditDetail[string] | undefined, until: AuditDetail[string] | undefined): string {
  if (typeof type !== 'string') return 'no member';
  return typeof until === 'number' ? `${type} until ${new Date(until).toISOString()}` : type;
}

/** What stands in the place of somebody who was forgotten is long and tells nothing. */
function personText(person: string): string {
  return person.startsWith('~') && person.length > 9 ? `${person.slice(0, 9)}…` : person;
}
