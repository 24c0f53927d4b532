import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type LoadedSettings, loadSettings } from './load-settings.ts';

function load(text: string): LoadedSettings {
  return loadSettings({ flags: {}, env: { HUFU_OUTGOING_ALLOW: text }, cwd: tmpdir(), terminal: false });
}

describe('issue 5: HUFU_OUTGOING_ALLOW', () => {
  test.each([
    ['', []],
    ['logout.internal:8443', ['logout.internal:8443']],
    ['Logout.INTERNAL:443, 10.0.0.7:8080 [::1]:9000', ['logout.internal:443', '10.0.0.7:8080', '[::1]:9000']],
    // As a URL spells the same host.
    ['127.1:80,[0:0:0:0:0:0:0:1]:80', ['127.0.0.1:80', '[::1]:80']],
  ])('"%s" is read as hosts with ports, as URLs spell them', (text, hosts) => {
    expect(load(text)).toMatchObject({ kind: 'loaded', settings: { outgoingAllow: hosts } });
  });

  test.each(['host', 'host:', ':80', '*:80', 'host:0', 'host:65536', 'http://host:80', 'host:80/x', 'a@b:80', '10.0.0.0/8'])(
    '"%s" is refused: neither a network nor any port can be let through',
    (text) => {
      expect(load(text)).toMatchObject({ kind: 'refused' });
    },
  );
});
