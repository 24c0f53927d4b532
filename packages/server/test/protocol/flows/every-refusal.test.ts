import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REFUSALS } from '../../../src/oauth/endpoints/authorization/interaction.ts';
import {
  CHECKS_IN_ORDER,
  checkOfRefusal,
  FLOW_CHECKS,
  type FlowCheckName,
  GRANT_CHECKS_IN_ORDER,
} from '../../../src/observability/flow-recorder/checks/checks.ts';
import type { FlowCheck } from '../../../src/observability/flow-recorder/checks/flow-check.ts';
import { errors } from '../../../src/pages/messages/en/errors.ts';
import { type ThrownRefusal, thrownRefusals } from './thrown-refusals.ts';

// What `prompt=none` is refused with stands in a table, and is thrown from there.
const TABLE = Object.values(REFUSALS).map(([code, text]) => ({ where: 'interaction.ts', codes: [code], texts: [text] }));
const THROWN: readonly ThrownRefusal[] = [
  ...thrownRefusals(join(import.meta.dirname, '../../../src/oauth')).filter(
    // That a parameter is missing is counted where it is asked for, by its name.
    ({ where, texts }) => !where.includes('authorization-endpoint') && !texts.includes('the parameter *'),
  ),
  ...TABLE,
];
const CHECKS = Object.entries(FLOW_CHECKS) as [FlowCheckName, FlowCheck][];
// Made for any endpoint, or of a person.
const ANYWHERE: readonly FlowCheckName[] = ['database', 'server', 'unnamed'];

/** Whether each text of a refusal has a check, under one of its codes at least. */
function isNamed({ codes, texts }: ThrownRefusal): boolean {
  const known = (text: string): boolean =>
    codes.some((code) => checkOfRefusal(`${code}: ${text.replace(/\*$/, '')}`) !== 'unnamed');
  return texts.every(known);
}

test('issue 5, flow recorder: every refusal that src/oauth makes is a check with its section and its mend', () => {
  expect(THROWN.length).toBeGreaterThan(50);
  expect(THROWN.filter((refusal) => !isNamed(refusal)).map(({ where, codes, texts }) => `${where} ${codes} ${texts}`)).toEqual(
    [],
  );
});

test('every reason of an error page is a check', () => {
  const elsewhere = new Set(['not_found', 'forbidden', 'throttled']);
  const reasons = Object.keys(errors.reasons).filter((reason) => !elsewhere.has(reason));
  expect(reasons.filter((reason) => checkOfRefusal(`page: ${reason}`) === 'unnamed')).toEqual([]);
});

test('no check waits for a refusal that nobody makes', () => {
  const made = THROWN.flatMap(({ codes, texts }) => codes.flatMap((code) => texts.map((text) => `${code}: ${text}`)));
  const isMade = (refusal: string): boolean =>
    refusal.endsWith('*') ? made.some((one) => one.startsWith(refusal.slice(0, -1))) : made.includes(refusal);
  const waiting = CHECKS.flatMap(([, { refusals }]) => refusals).filter(
    (refusal) => !(refusal.startsWith('page: ') || isMade(refusal)),
  );
  expect(waiting).toEqual([]);
});

test('no two checks are meant by one refusal', () => {
  const refusals = CHECKS.flatMap(([, check]) => check.refusals);
  expect(refusals.filter((refusal, index) => refusals.indexOf(refusal) !== index)).toEqual([]);
});

test('every check has its place among those of an endpoint, so that what was passed before it is known', () => {
  const placed = new Set([...Object.values(CHECKS_IN_ORDER), ...Object.values(GRANT_CHECKS_IN_ORDER)].flat());
  expect(CHECKS.map(([name]) => name).filter((name) => !placed.has(name) && !ANYWHERE.includes(name))).toEqual([]);
});

test('every mend is in both languages, and every section is spelled as the others', () => {
  for (const [name, { mend, section }] of CHECKS) {
    expect(mend.zh, name).toMatch(/\p{Script=Han}/u);
    expect(mend.en, name).not.toMatch(/\p{Script=Han}/u);
    expect(section, name).toMatch(
      /^(RFC \d+|OpenID Connect [A-Za-z-]+( Logout)?( [\d.]+)?|contract\/oauth2\.md) (§[\d.]+|appendix [A-Z])$/,
    );
  }
});
