import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CommandIo } from '../packages/server/src/cli/command-io.ts';
import { buildProgram, run } from '../packages/server/src/cli/main-command.ts';
import { settingKeys } from '../packages/server/src/config/load-settings.ts';
import { settingNames } from '../packages/server/src/config/setting.ts';
import { SETTINGS } from '../packages/server/src/config/setting-declarations.ts';
import { conformancePage } from './standards/conformance-page.ts';
import { standardsPage } from './standards/standards-page.ts';

type Command = Awaited<ReturnType<typeof buildProgram>>;

const GENERATED = '<!-- Generated from the declarations by `npm run docs`; do not edit. -->';
const GENERATED_OF_TITLES = '<!-- Generated from the titles of the tests by `npm run docs`; do not edit. -->';

/** docs/settings.md, from the declarations of the settings. */
export function settingsPage(): string {
  const rows = settingKeys().map((key) => {
    const { documentation, defaultText, secret, mayBeFile } = SETTINGS[key];
    const { flag, variable, member } = settingNames(key, secret);
    const variables = mayBeFile ? `\`${variable}\`, \`${variable}_FILE\`` : `\`${variable}\``;
    return `| ${variables} | \`--${flag}\` | \`${member}\` | ${cell(defaultText)} | ${cell(documentation)} |\n`;
  });
  return `${SETTINGS_INTRODUCTION}${rows.join('')}`;
}

/** docs/cli.md, from the help texts of the commands. */
export async function cliPage(): Promise<string> {
  const sections: string[] = [];
  for (const path of commandPaths(await buildProgram(silentIo(() => undefined)))) {
    const help = await helpText(path);
    sections.push(`\n## ${['hufu', ...path].join(' ')}\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`);
  }
  return CLI_INTRODUCTION + sections.join('');
}

const SETTINGS_INTRODUCTION = `${GENERATED}

# Settings

Each setting is read from its flag, else its environment variable, else the configuration file, else it has its default. All
mistakes are reported at once, and unknown names are refused: a variable that begins with \`HUFU_\`, a flag, or a member of
the file that does not exist stops the start. What is empty counts as absent. Relative paths count from the working directory.

The configuration file is YAML or JSON, one member a setting. It is named by \`--config\` or \`HUFU_CONFIG\`; else
\`hufu.yaml\` in the working directory is read if it is there. Secrets can be put in a file of their own, named by the
variable that ends in \`_FILE\` (in the configuration file: the member that ends in \`_file\`); they are never taken from a
flag, which every user of the machine could see.

\`hufu config print --redacted\` shows the value of every setting and where it came from.

| variable | flag | member | default | what it does |
| --- | --- | --- | --- | --- |
`;

const CLI_INTRODUCTION = `${GENERATED}

# The \`hufu\` command

A command speaks to the running server over the socket \`hufu.sock\` in the data directory, which only the server's user can
open, or opens the database itself when no server runs. Results go to standard output, as tables and sentences or with
\`--json\` as JSON; errors go to standard error. Exit codes: 0 done, 1 failed or refused, 2 used wrongly. Every
[setting](settings.md) can be given to every command; \`--data-dir\` and \`--config\` are the ones that matter to all.
`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/(?<!`)<([a-z ]+)>(?!`)/g, '&lt;$1&gt;');
}

function commandPaths(command: Command, path: readonly string[] = []): string[][] {
  return [[...path], ...command.commands.flatMap((child) => commandPaths(child, [...path, child.name()]))];
}

async function helpText(path: readonly string[]): Promise<string> {
  let text = '';
  await run(
    [...path, '--help'],
    silentIo((written) => {
      text += written;
    }),
  );
  // The same for all of them, and described in settings.md.
  return path.length === 0 ? text : text.replace(/\nGlobal Options:\n(?: .*\n)*/, '');
}

function silentIo(out: (text: string) => void): CommandIo {
  const never = (): Promise<never> => Promise.reject(new Error('help texts need nothing'));
  return {
    env: {},
    cwd: '.',
    terminal: false,
    now: () => 0,
    out,
    err: out,
    readInput: never,
    askSecret: never,
    serve: never,
    untilStopped: never,
  };
}

/** Writes the pages, or with `--check` tells which are stale; answers the exit code. */
async function main(check: boolean): Promise<number> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const pages = new Map([
    ['docs/settings.md', settingsPage()],
    ['docs/cli.md', await cliPage()],
    ['docs/standards.md', standardsPage(root, GENERATED_OF_TITLES)],
    ['conformance/README.md', conformancePage(root, GENERATED_OF_TITLES)],
  ]);
  const stale = [...pages].filter(([path, text]) => current(path) !== text);
  for (const [path, text] of stale) {
    if (check) process.stderr.write(`${path} is stale: npm run docs\n`);
    else writeFileSync(fileOf(path), text);
  }
  return check && stale.length > 0 ? 1 : 0;
}

function current(path: string): string | undefined {
  try {
    return readFileSync(fileOf(path), 'utf8');
  } catch {
    return undefined;
  }
}

function fileOf(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}

if (import.meta.main) process.exitCode = await main(process.argv.includes('--check'));
