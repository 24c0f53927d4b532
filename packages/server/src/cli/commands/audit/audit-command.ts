import type { Command } from 'commander';
import { UsageError } from '../../command-io.ts';
import type { Connection } from '../../connection.ts';
import { PAGE_SIZE } from '../../operations/operation.ts';
import { type AuditQuery, type AuditView, listAudit } from '../../operations/records/audit-operations.ts';
import { parseMoment } from '../../output/duration.ts';
import { table } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';
import { auditRow } from './audit-row-text.ts';
import { addAuditVerifyCommand } from './audit-verify-command.ts';

interface AuditOptions {
  readonly user?: string;
  readonly client?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
}

const MAXIMUM = 100_000;

/** Adds `hufu audit …`. */
export function addAuditCommand(program: Command, shell: Shell): void {
  const audit = program.command('audit').description('Read and check the audit table.').helpCommand(false);
  audit
    .command('list')
    .description('List what happened, newest first.')
    .option('--user <id>', 'Only what is about this user.')
    .option('--client <client>', 'Only what is about this client, by its id or name.')
    .option('--action <action>', 'Only this action, such as sign_in.failed.')
    .option('--since <time>', 'Not before: 24h, 7d, 2026-11-01 or 2026-11-01T08:00:00+08:00.')
    .option('--until <time>', 'Not after.')
    .option('--limit <number>', 'At most so many.', '50')
    .addHelpText('after', EXAMPLES)
    .action(async (options: AuditOptions) => {
      const query = queryOf(options, shell.io.now());
      const events = await shell.connected((connection) => collect(connection, query));
      shell.show(events, () => table(['TIME', 'ACTION', 'ACTOR', 'USER', 'CLIENT', 'ADDRESS', 'DETAIL'], events.map(auditRow)));
    });
  addAuditVerifyCommand(audit, shell);
}

const EXAMPLES = `
Examples:
  hufu audit list --since 24h --action sign_in.failed
  hufu audit list --user alice --limit 500 --json
`;

async function collect(connection: Connection, query: AuditQuery): Promise<AuditView[]> {
  const events: AuditView[] = [];
  let before: string | undefined;
  while (events.length < query.limit) {
    const page = await connection.perform(listAudit, {
      ...query,
      before,
      limit: Math.min(PAGE_SIZE, query.limit - events.length),
    });
    events.push(...page.events);
    if (page.next === null) break;
    before = page.next;
  }
  return events;
}

function queryOf(options: AuditOptions, now: number): AuditQuery {
  const number = (text: string, name: string): number => {
    if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new UsageError(`--${name} must be a whole number from 1`);
    return Number(text);
  };
  const moment = (text: string, name: string): number => {
    const at = parseMoment(text, now);
    if (at === undefined)
      throw new UsageError(`--${name} must be a duration such as 24h, or a time such as 2026-11-01T08:00:00Z`);
    return at;
  };
  return {
    user: options.user,
    action: options.action,
    client: options.client,
    from: options.since === undefined ? undefined : moment(options.since, 'since'),
    to: options.until === undefined ? undefined : moment(options.until, 'until'),
    limit: Math.min(MAXIMUM, number(options.limit, 'limit')),
  };
}
