import type { Command } from 'commander';
import { z } from 'zod';
import { UsageError } from '../../command-io.ts';
import { CHANGEABLE_MEMBERS, CHANGED_MEMBERS, type ClientInput } from '../../operations/client-input.ts';
import { changeClientMembers } from '../../operations/client-operations.ts';
import { printable } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';
import { clientText } from './client-text.ts';

/** Adds `hufu client set`. */
export function addClientSetCommand(client: Command, shell: Shell): void {
  client
    .command('set')
    .description('Change settings of a client, named as in files of apply. What is not named stays.')
    .argument('<client>', 'The id or the name of the client.')
    .argument('<member=value...>', 'Text, or JSON where the member is no text; null takes a value away.')
    .addHelpText('after', EXAMPLES)
    .action(async (reference: string, assignments: string[]) => {
      const members = readMembers(assignments);
      const changed = await shell.connected((connection) =>
        connection.perform(changeClientMembers, { client: reference, members }),
      );
      for (const warning of changed.warnings) shell.note(`warning: ${printable(warning)}`);
      shell.show(changed, () => clientText(changed, changed.changed ? 'was changed' : 'is so already'));
    });
}

const EXAMPLES = `
Members: ${CHANGEABLE_MEMBERS.join(', ')}

Examples:
  hufu client set wiki id_token_signed_response_alg=ES256 require_pkce=true
  hufu client set wiki 'post_logout_redirect_uris=["https://wiki.example.com/bye"]'
  hufu client set billing 'resource_indicators=["https://billing.example.com/"]' access_token_format=jwt
  hufu client set wiki scope= backchannel_logout_uri=null
  hufu client set robot token_endpoint_auth_method=private_key_jwt "jwks=$(cat robot.jwks.json)"
`;

function readMembers(assignments: readonly string[]): ClientInput {
  const pairs = assignments.map(readAssignment);
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`${twice} stands twice`);
  const parsed = CHANGED_MEMBERS.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  throw new UsageError(z.prettifyError(parsed.error));
}

function readAssignment(assignment: string): readonly [string, unknown] {
  const equals = assignment.indexOf('=');
  const name = assignment.slice(0, Math.max(0, equals));
  if (!CHANGEABLE_MEMBERS.includes(name)) {
    throw new UsageError(`write member=value; the members are ${CHANGEABLE_MEMBERS.join(', ')}`);
  }
  return [name, givenValue(name, assignment.slice(equals + 1))];
}

// Names and URIs need no quotes, also where they look like JSON: a client may be called 42.
function givenValue(name: string, text: string): unknown {
  const mayBe = (value: unknown): boolean => CHANGED_MEMBERS.safeParse({ [name]: value }).success;
  if (text === 'null' && mayBe(null)) return null;
  if (mayBe(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
