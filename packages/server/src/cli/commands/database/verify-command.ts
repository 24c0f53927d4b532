import { resolve } from 'node:path';
import type { Command } from 'commander';
import { OperationRefused } from '../../operations/operation.ts';
import { table } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';
import { verifyBackup } from './verify-backup.ts';
import { type CheckResult, verifyDatabase } from './verify-database.ts';

/** Adds `hufu verify`. */
export function addVerifyCommand(program: Command, shell: Shell): void {
  program
    .command('verify')
    .description(
      'Check the database, or a backup: its pages, what its rows must keep, the audit chains, and its secrets. Exits with 1 when anything is wrong.',
    )
    .argument('[file]', 'A backup. Without it: the database of the data directory, also while the server runs.')
    .addHelpText('after', '\nExamples:\n  hufu verify\n  hufu verify /backup/hufu-2026-11-22.db --json\n')
    .action(async (file: string | undefined) => {
      const results =
        file === undefined ? await shell.connected((connection) => verifyDatabase(connection)) : await ofBackup(shell, file);
      for (const warning of results.flatMap(({ warnings }) => warnings)) shell.note(`warning: ${warning}`);
      shell.show(results, () => table(['CHECK', 'CHECKED', 'RESULT'], results.map(row)));
      const problems = results.flatMap(({ problems: found }) => found);
      if (problems.length > 0) throw new OperationRefused(problems);
    });
}

function ofBackup(shell: Shell, file: string): Promise<CheckResult[]> {
  return verifyBackup({ path: resolve(shell.io.cwd, file), settings: shell.settings().settings, now: shell.io.now() });
}

function row({ check, checked, wrong, warnings, not_checked }: CheckResult): string[] {
  if (not_checked !== null) return [check, '', `not checked: ${not_checked}`];
  const result = wrong > 0 ? `${wrong} wrong` : 'sound';
  return [check, checked === null ? '' : String(checked), warnings.length === 0 ? result : `${result}, with warnings`];
}
