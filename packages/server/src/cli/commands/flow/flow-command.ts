import type { Command } from 'commander';
import { UsageError } from '../../command-io.ts';
import type { Connection } from '../../connection.ts';
import { PAGE_SIZE } from '../../operations/operation.ts';
import { type FlowQuery, listFlows, showFlow } from '../../operations/records/flow-operations.ts';
import type { FlowLine } from '../../operations/records/flow-view.ts';
import { table } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';
import { FLOW_HEADING, flowRow, flowText } from './flow-text.ts';
import { follow } from './follow.ts';

interface ListOptions {
  readonly client?: string;
  readonly failed?: true;
  readonly follow?: true;
  readonly limit: string;
}

/** Adds `hufu flow …`. */
export function addFlowCommand(program: Command, shell: Shell): void {
  const flow = program
    .command('flow')
    .description('Find out why a sign-in fails: what each request to the OAuth endpoints came to, for 24 hours.')
    .helpCommand(false);
  addList(flow, shell);
  addShow(flow, shell);
}

function addList(flow: Command, shell: Shell): void {
  flow
    .command('list')
    .description('List the requests, newest first.')
    .option('--client <client>', 'Only those of this client, by its id or name.')
    .option('--failed', 'Only those in which a check failed.')
    .option('--limit <number>', 'At most so many.', '50')
    .option('--follow', 'Go on telling of requests as they come.')
    .addHelpText('after', '\nExamples:\n  hufu flow list --failed --follow\n  hufu flow list --client wiki --json\n')
    .action(async (options: ListOptions) => {
      const query = queryOf(options);
      await shell.connected(async (connection) => {
        // Of a second there can be more than are listed at first.
        const ask = (): Promise<readonly FlowLine[]> => list(connection, options.follow ? { ...query, limit: PAGE_SIZE } : query);
        const first = await ask();
        const shown = first.slice(0, query.limit);
        shell.show(shown, () => table(FLOW_HEADING, shown.map(flowRow)));
        if (options.follow !== true) return;
        await follow(shell.io, { first, ask: async () => (await ask()).toReversed(), tell: (line) => tell(shell, line) });
      });
    });
}

function addShow(flow: Command, shell: Shell): void {
  flow
    .command('show')
    .description('Show one request: the checks that it passed, the one that failed with its section, and the mend.')
    .argument('<request>', 'The request id: on the error page, or the answer’s header x-request-id.')
    .option('--follow', 'Go on telling of requests of the same sign-in as they come.')
    .addHelpText('after', '\nExample:\n  hufu flow show 01kar5xq7z00w2me\n')
    .action(async (request: string, options: { readonly follow?: true }) => {
      await shell.connected(async (connection) => {
        const view = await connection.perform(showFlow, { request });
        shell.show(view, () => flowText(view, languageOf(shell.io.env)));
        if (options.follow !== true) return;
        const ask = async (): Promise<readonly FlowLine[]> => (await connection.perform(showFlow, { request })).same_sign_in;
        await follow(shell.io, { first: view.same_sign_in, ask, tell: (line) => tell(shell, line) });
      });
    });
}

function tell(shell: Shell, line: FlowLine): void {
  shell.show(line, () => `${flowRow(line).join('  ').trimEnd()}\n`);
}

async function list(connection: Connection, query: FlowQuery): Promise<readonly FlowLine[]> {
  return (await connection.perform(listFlows, query)).requests;
}

function queryOf({ client, failed, limit }: ListOptions): FlowQuery {
  if (!/^[1-9][0-9]{0,5}$/.test(limit)) throw new UsageError('--limit must be a whole number from 1');
  return { client, failed: failed === true, limit: Math.min(PAGE_SIZE, Number(limit)) };
}

/** The mend is told in Chinese where the terminal speaks it. */
function languageOf(env: Readonly<Record<string, string | undefined>>): 'en' | 'zh' {
  return (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').startsWith('zh') ? 'zh' : 'en';
}
