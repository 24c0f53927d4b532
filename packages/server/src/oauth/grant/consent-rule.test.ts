import { describe, expect, test } from 'vitest';
import type { Client, ConsentRule } from '../client/client.ts';
import { scopesToAsk } from './consent-rule.ts';

function ask(consent: ConsentRule, wanted: readonly string[], held?: readonly string[]): string[] {
  const before = held === undefined ? undefined : { clientId: 1, scopes: held, since: 0 };
  return scopesToAsk({ consent } as Client, new Set(wanted), before);
}

describe('contract §1: the consent rule', () => {
  test('never: nothing is asked', () => {
    expect(ask('never', ['user:read'])).toEqual([]);
  });

  test('always: everything is asked, whatever was allowed before', () => {
    expect(ask('always', ['user:read'], ['user:read'])).toEqual(['user:read']);
  });

  test('once: what no consent covers', () => {
    expect(ask('once', ['user:read', 'role:read'])).toEqual(['user:read', 'role:read']);
    expect(ask('once', ['user:read', 'role:read'], ['user:read'])).toEqual(['role:read']);
    expect(ask('once', ['user:read', 'openid'], ['all:all'])).toEqual(['openid']);
    expect(ask('once', ['all:all'], ['user:read'])).toEqual(['all:all']);
  });
});
