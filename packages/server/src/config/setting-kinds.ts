import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type Setting, SettingMistake } from './setting.ts';

/** What a declaration says itself; the kind says the rest. */
export interface Declared<Value, Values> {
  readonly documentation: string;
  readonly defaultText?: string;
  readonly default: Value | Setting<Value, Values>['default'];
}

interface Kind<Value> {
  readonly placeholder: string;
  readonly secret?: boolean;
  readonly mayBeFile?: boolean;
  readonly read: Setting<Value, unknown>['read'];
  readonly show?: (value: Value) => string;
}

/** Makes a setting of its declaration and its kind. */
export function setting<Value extends string | number | object | undefined, Values>(
  declared: Declared<Value, Values>,
  kind: Kind<Value>,
): Setting<Value, Values> {
  const given = declared.default;
  const show = kind.show ?? ((value: Value): string => (value === undefined ? '' : String(value)));
  return {
    placeholder: kind.placeholder,
    documentation: declared.documentation,
    defaultText: declared.defaultText ?? (isComputed(given) ? '' : show(given)),
    secret: kind.secret ?? false,
    mayBeFile: kind.mayBeFile ?? kind.secret ?? false,
    read: kind.read,
    default: (context) => (isComputed(given) ? given(context) : given),
    show,
  };
}

/** A whole number in a range, both ends included. */
export function wholeNumber(minimum: number, maximum: number, placeholder = 'NUMBER'): Kind<number> {
  return { placeholder, read: (text) => readWholeNumber(text, minimum, maximum) };
}

/** A whole number in a range, or nothing. */
export function optionalPort(): Kind<number | undefined> {
  return { placeholder: 'PORT', read: (text) => readWholeNumber(text, 0, 65_535) };
}

/** One of a few words. */
export function oneOf<Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    placeholder: words.join('|'),
    read(text) {
      const word = words.find((candidate) => candidate === text);
      if (word === undefined) throw new SettingMistake(`must be one of ${words.join(', ')}`);
      return word;
    },
  };
}

/** A host name or address to listen on. */
export const HOST: Kind<string> = {
  placeholder: 'ADDRESS',
  read(text) {
    if (isIP(text) === 0 && !/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/.test(text)) {
      throw new SettingMistake('must be a host name or an address, such as 127.0.0.1, :: or 0.0.0.0');
    }
    return text;
  },
};

/** A path, made absolute. */
export const PATH: Kind<string> = { placeholder: 'PATH', read: (text, context) => resolve(context.cwd, text) };

/** A path, made absolute, or nothing. */
export const OPTIONAL_PATH: Kind<string | undefined> = {
  placeholder: 'PATH',
  read: (text, context) => resolve(context.cwd, text),
};

/** Addresses and networks in CIDR notation, separated by commas or spaces. */
export const NETWORKS: Kind<readonly string[]> = {
  placeholder: 'LIST',
  read: (text) =>
    text
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
      .map(readNetwork),
  show: (networks) => networks.join(','),
};

/** Hosts with their ports as a URL has them, separated by commas or spaces. */
export const HOSTS_AND_PORTS: Kind<readonly string[]> = {
  placeholder: 'LIST',
  read: (text) =>
    text
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
      .map(readHostAndPort),
  show: (hosts) => hosts.join(','),
};

/** `sqlite:<path>`, the path made absolute, or the URL of a PostgreSQL database; its password is never shown. */
export const DATABASE_URL: Kind<string> = {
  placeholder: 'URL',
  mayBeFile: true,
  read(text, context) {
    if (text === 'sqlite::memory:') return text;
    if (/^sqlite:[^\0]+$/.test(text)) return `sqlite:${resolve(context.cwd, text.slice('sqlite:'.length))}`;
    if (/^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text)) return text;
    throw new SettingMistake('must be sqlite:<path> or postgres://…');
  },
  show: withoutPassword,
};

/** A key of 256 bits in base64url (43 characters), or nothing. */
export const KEY: Kind<Buffer | undefined> = {
  placeholder: 'KEY',
  secret: true,
  read(text) {
    const key = Buffer.from(text, 'base64url');
    if (key.length !== 32 || key.toString('base64url') !== text)
      throw new SettingMistake('must be 32 bytes in base64url (43 characters)');
    return key;
  },
  show: (key) => (key === undefined ? '' : '(set, not shown)'),
};

function isComputed<Value, Values>(given: Declared<Value, Values>['default']): given is Setting<Value, Values>['default'] {
  return typeof given === 'function';
}

function readWholeNumber(text: string, minimum: number, maximum: number): number {
  const number = /^(?:0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= minimum && number <= maximum)) throw new SettingMistake(`must be a whole number from ${minimum} to ${maximum}`);
  return number;
}

function readNetwork(entry: string): string {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const wellFormed = family !== 0 && rest.length === 0 && (prefix === undefined || /^[1-9][0-9]{0,2}$/.test(prefix));
  // A prefix of 0 would believe anybody's X-Forwarded-For.
  if (!wellFormed || Number(prefix ?? bits) > bits) {
    throw new SettingMistake('must list addresses or networks, such as 10.0.0.7 or 10.0.0.0/8 (not /0)');
  }
  return entry;
}

function readHostAndPort(entry: string): string {
  const [, host = '', port = ''] = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([1-9][0-9]{0,4})$/.exec(entry) ?? [];
  const url = `https://${host}`;
  if (host === '' || Number(port) > 65_535 || !URL.canParse(url)) {
    throw new SettingMistake('must list hosts with their ports, such as logout.internal:8443 or 10.0.0.7:8080');
  }
  return `${new URL(url).hostname}:${port}`;
}

function withoutPassword(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  for (const name of shown.searchParams.keys()) if (/pass|secret|key/i.test(name)) shown.searchParams.set(name, '***');
  return shown.href;
}
