import type { ChangedClient } from '../../operations/client-view.ts';
import { printable } from '../../output/table.ts';

/** What is said of a client that was made or changed. */
export function clientText(changed: ChangedClient, done: string): string {
  const { client, generated_secret } = changed;
  const secret = generated_secret === null ? '' : `Its secret, shown only now: ${generated_secret}\n`;
  return `Client ${client.id} (${printable(client.fullname)}) ${done}.\n${secret}`;
}
