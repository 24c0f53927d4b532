import { parseArgs } from 'node:util';
import type { Language } from './company/company.ts';

/** What the command was asked for. */
export interface Options {
  readonly language: Language;
  /** A server that runs already, and its data directory; absent: one is started, and gone afterwards. */
  readonly running: { readonly url: string; readonly dataDir: string } | undefined;
}

export const USAGE = `Usage: npm run example:company -- [--lang en|zh] [--url URL --data-dir PATH]

Tells how a company of 500 people lives with the authority: on a server of its own, which is gone afterwards,
or on a running one (--url), whose data directory lets the hufu command set the company up. There it stays.
`;

/** Reads the arguments; the language falls back on the environment (POSIX: LC_ALL, LC_MESSAGES, LANG). Throws on a mistake. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | 'help' {
  const options = {
    lang: { type: 'string' },
    url: { type: 'string' },
    'data-dir': { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help === true) return 'help';
  const { lang = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || 'en', url, 'data-dir': dataDir } = values;
  if (values.lang !== undefined && !/^(?:en|zh)\b/i.test(values.lang)) throw new Error('--lang is en or zh');
  if ((url === undefined) !== (dataDir === undefined)) throw new Error('--url and --data-dir go together');
  const running = url === undefined || dataDir === undefined ? undefined : { url: url.replace(/\/$/, ''), dataDir };
  return { language: /^zh/i.test(lang) ? 'zh' : 'en', running };
}
