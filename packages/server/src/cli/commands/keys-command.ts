import { type Command, Option } from 'commander';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../../signing-keys/signing-key.ts';
import { UsageError } from '../command-io.ts';
import { listSigningKeys, rotateSigningKeys, type SigningKeyView } from '../operations/signing-key-operations.ts';
import { table } from '../output/table.ts';
import type { Shell } from '../shell.ts';

interface RotateOptions {
  readonly algorithm?: SigningAlgorithm;
  readonly now?: true;
  readonly revoke?: string;
}

/** Adds `hufu keys …`. */
export function addKeysCommand(program: Command, shell: Shell): void {
  const keys = program
    .command('keys')
    .description('Look at the keys that tokens are signed with, and rotate them.')
    .helpCommand(false);
  addList(keys, shell);
  addRotate(keys, shell);
}

function addList(keys: Command, shell: Shell): void {
  keys
    .command('list')
    .description('List the signing keys, the newest of each algorithm first.')
    .addHelpText('after', '\nExample:\n  hufu keys list\n')
    .action(async () => {
      const listed = await shell.connected((connection) => connection.perform(listSigningKeys, {}));
      shell.show(listed.keys, () => keyTable(listed.keys));
    });
}

function addRotate(keys: Command, shell: Shell): void {
  keys
    .command('rotate')
    .description('Make the next signing key. It is shown in the key set at once and signs when caches have it.')
    .addOption(new Option('--algorithm <algorithm>', 'Only the key of this algorithm.').choices(SIGNING_ALGORITHMS))
    .option('--now', 'Sign with the new key at once, for a compromise: who keeps the key set must fetch it anew.')
    .option('--revoke <kid>', 'With --now: nothing that this key signed is good any more.')
    .addHelpText('after', EXAMPLES)
    .action(async ({ algorithm, now, revoke }: RotateOptions) => {
      if (revoke !== undefined && now !== true) throw new UsageError('--revoke needs --now');
      const input = { algorithm, now: now === true, revoke };
      const made = await shell.connected((connection) => connection.perform(rotateSigningKeys, input));
      shell.show(made.keys, () => keyTable(made.keys));
    });
}

const EXAMPLES = `
Examples:
  hufu keys rotate
  hufu keys rotate --algorithm ES256
  hufu keys rotate --now --revoke 7ZQ0qVZr2a1hWc6bJq3xkQm0vXqk2mYyq8fO0f1Zs2E
`;

function keyTable(keys: readonly SigningKeyView[]): string {
  const rows = keys.map((key) => [
    ...[key.algorithm, key.state, key.kid, key.created_at, key.signs_from],
    ...[key.signs_until ?? '', key.shown_until ?? ''],
  ]);
  return table(['ALGORITHM', 'STATE', 'KID', 'CREATED', 'SIGNS FROM', 'SIGNS UNTIL', 'SHOWN UNTIL'], rows);
}
