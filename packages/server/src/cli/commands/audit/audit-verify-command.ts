import type { Command } from 'commander';
import type { ChainPosition, ChainVerdict } from '../../../observability/audit.ts';
import type { Connection } from '../../connection.ts';
import { OperationRefused } from '../../operations/operation.ts';
import { type ChainView, listChains, verifyChain } from '../../operations/records/verify-audit.ts';
import { table } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';

/** What verifying a whole chain found. */
export interface VerifiedChain extends ChainView {
  readonly rows_checked: number;
  readonly intact: boolean;
  /** The head, to be noted where nobody can reach it who can reach the database; `null` when the chain is broken. */
  readonly head: ChainPosition | null;
  /** The first row that is not as it was chained. */
  readonly broken: { readonly sequence: number; readonly id: string | null; readonly differs: string } | null;
}

const WORDS = {
  row: 'it is missing',
  content: 'its members and the row before it do not give its hash',
  mentions: 'it does not mention as many people as it did',
  salt: 'the salt of a person it names is gone',
  head: 'the head of the chain is said to be another',
} as const;

/** Adds `hufu audit verify`. */
export function addAuditVerifyCommand(audit: Command, shell: Shell): void {
  audit
    .command('verify')
    .description('Check that no audit row was changed, removed or moved. Exits with 1 when one was.')
    .option('--client <client>', 'Only the chain of this client, by its id or name.')
    .addHelpText('after', '\nExamples:\n  hufu audit verify\n  hufu audit verify --client wiki --json\n')
    .action(async ({ client }: { client?: string }) => {
      const verified = await shell.connected((connection) => verifyAll(connection, client));
      shell.show(verified, () => table(['CHAIN', 'CLIENT', 'CHECKED', 'RESULT', 'HEAD'], verified.map(row)));
      const broken = verified.flatMap(chainProblems);
      if (broken.length > 0) throw new OperationRefused(broken);
    });
}

/** Verifies every chain, or that of one client. */
export async function verifyAll(connection: Connection, client: string | undefined): Promise<VerifiedChain[]> {
  const verified: VerifiedChain[] = [];
  const { chains } = await connection.perform(listChains, { client });
  for (const chain of chains) verified.push(await verifyOne(connection, chain));
  return verified;
}

async function verifyOne(connection: Connection, view: ChainView): Promise<VerifiedChain> {
  let from: ChainPosition | undefined;
  for (let checked = 0; ; ) {
    const verdict: ChainVerdict = await connection.perform(verifyChain, { chain: view.chain, from });
    checked += verdict.checked;
    if (verdict.kind !== 'more') return verifiedChain(view, checked, verdict);
    from = verdict.position;
  }
}

function verifiedChain(view: ChainView, checked: number, verdict: Exclude<ChainVerdict, { kind: 'more' }>): VerifiedChain {
  const found = { ...view, rows_checked: checked };
  if (verdict.kind === 'intact') return { ...found, intact: true, head: verdict.position, broken: null };
  const { sequence, id, differs } = verdict;
  return { ...found, intact: false, head: null, broken: { sequence, id, differs: WORDS[differs] } };
}

function nameOf({ chain, client }: ChainView): string {
  if (chain === 0) return 'system';
  return client === null ? `client ${chain}` : `client ${chain} (${client})`;
}

/** What is wrong with a chain, if anything, as a sentence. */
export function chainProblems(verified: VerifiedChain): string[] {
  const { broken } = verified;
  if (broken === null) return [];
  const id = broken.id === null ? '' : `, id ${broken.id}`;
  return [`the chain of ${nameOf(verified)} is broken at row ${broken.sequence}${id}: ${broken.differs}`];
}

function row({ chain, client, rows_checked, head, broken }: VerifiedChain): string[] {
  const result = broken === null ? 'intact' : `broken at row ${broken.sequence}`;
  return [
    chain === 0 ? 'system' : String(chain),
    client ?? '',
    String(rows_checked),
    result,
    head === null ? '' : `${head.sequence} ${head.hash}`,
  ];
}
