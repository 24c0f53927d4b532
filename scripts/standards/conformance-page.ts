import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sectionReferences, testTitles } from './section-references.ts';

/** One line of the matrix. */
interface Line {
  readonly specification: string;
  readonly scenario: string;
  readonly client: string;
  readonly status: string;
}

const INTRODUCTION = `
# Conformance: real clients

What clients that others wrote do with this server. *CI*: \`npm test\` runs it each time, against a server of its own. *By script*: a
package of Debian, driven by the script beside this page; the status is that of the last run, written into \`results/\`.

\`\`\`sh
conformance/mod-auth-openidc.sh   # Apache with mod_auth_openidc; installs the package, as root, when it is missing
conformance/oidc-agent.sh         # oidc-agent
\`\`\`

They need \`npm ci\`, \`curl\`, \`jq\` and Chromium (that of the tests is taken), start a server on a port of its own in a temporary directory,
and leave nothing behind but their results. Exit codes: 0 passed, 1 something failed, 3 not run. Which tests cover which section:
[docs/standards.md](../docs/standards.md).
`;

/** What nobody has run, and why. */
const NOT_DONE: readonly (readonly [what: string, why: string])[] = [
  [
    'OpenID Foundation conformance suite (Basic OP, Config OP, RP-initiated and back-channel logout OP)',
    'It is a Java server with a database in containers, or a service on the network: it cannot be had from npm or Debian.',
  ],
  [
    'FAPI 2.0 conformance profiles',
    'The profiles are not claimed ([docs/standards.md](../docs/standards.md), left out on purpose).',
  ],
  [
    'Back-channel logout received by a client of others',
    'Sent and checked in CI by receivers of our own; `mod_auth_openidc` would need an allow-list entry and https.',
  ],
  ['Clients on mobile devices (AppAuth)', 'There is no device here. The redirect URIs they use are tested (RFC 8252).'],
];

/** conformance/README.md, from the titles of the tests of real clients and the results of the scripts, under `root`. */
export function conformancePage(root: string, generated: string): string {
  const lines = [...inCi(root), ...byScript(root)].toSorted(compareLines);
  const rows = lines.map(({ specification, scenario, client, status }) => row([specification, scenario, client, status]));
  const undone = NOT_DONE.map(row);
  return `${generated}
${INTRODUCTION}
| specification | scenario | client | status |
| --- | --- | --- | --- |
${rows.join('')}
## Not done

| what | why |
| --- | --- |
${undone.join('')}`;
}

/** Titles such as `[openid-client] RFC 9126 §2: a pushed request`. */
const TITLE = /^\[([\w-]+)\] (.*? §[^:]*): (.*)$/s;

function inCi(root: string): Line[] {
  const files = ['packages/server/test/protocol/peers', 'e2e/flow'].flatMap((folder) => filesIn(join(root, folder), '.test.ts'));
  return files.flatMap((path) =>
    testTitles(readFileSync(path, 'utf8')).flatMap((title) => {
      const [, client = '', specification = '', scenario = ''] = TITLE.exec(title) ?? [];
      const status = `[CI](../${relative(root, path)})`;
      return client === '' ? [] : [{ specification, scenario, client, status }];
    }),
  );
}

/** A results file: the package and its version, then lines of specification, scenario and status, with tabs between them. */
function byScript(root: string): Line[] {
  return filesIn(join(root, 'conformance/results'), '.tsv').flatMap((path) => {
    const [client = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
    return lines.map((line) => {
      const [specification = '', scenario = '', status = ''] = line.split('\t');
      return { specification, scenario, client, status: `${status}, by script` };
    });
  });
}

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.toSorted().map((name) => join(folder, name));
}

function compareLines(one: Line, other: Line): number {
  return sortKey(one).localeCompare(sortKey(other), 'en', { numeric: true });
}

function sortKey({ specification, client, scenario }: Line): string {
  const [{ standard = '', section = '' } = {}] = sectionReferences(specification);
  return `${standard} ${section} ${client} ${scenario}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll('%s', '…')).join(' | ')} |\n`;
}
