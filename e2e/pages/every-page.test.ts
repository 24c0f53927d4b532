import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { tour } from '../support/tour.ts';

/** A browser reports the status of an error page like that of any resource it could not load. */
const OWN_STATUS = /^Failed to load resource: the server responded with a status of 40[04] /;

let browser: Awaited<ReturnType<typeof launchChromium>>;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each(['zh-CN', 'en'])('every page, in %s, in light and dark', (locale) => {
  let found: Awaited<ReturnType<typeof tour>>;
  beforeAll(async () => {
    found = await tour(browser, locale);
  });

  test('is seen', () => {
    expect(found.seen).toHaveLength(31);
  });

  test('is accessible: axe finds nothing', () => {
    expect(found.accessibility).toEqual([]);
  });

  test('does not scroll sideways at 360 pixels', () => {
    expect(found.overflow).toEqual([]);
  });

  test('is in the language that the browser asks for', () => {
    expect(found.language).toEqual(found.seen.map((name) => `${name}: ${locale}`));
  });

  test('gives the browser nothing to complain about: no error, no warning, no violation of its content security policy', () => {
    expect(found.complaints.filter((complaint) => !OWN_STATUS.test(complaint))).toEqual([]);
    expect(found.complaints, 'the four error pages').toHaveLength(4);
  });
});
