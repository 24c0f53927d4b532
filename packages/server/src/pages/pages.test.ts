import { describe, expect, it } from 'vitest';
import type { PageView } from './layout/page-view.ts';
import { LOCALES, type Locale } from './locale.ts';
import { messagesFor } from './messages/messages-for.ts';
import { samplePages } from './sample-pages.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&amp;`;
const ESCAPED = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;amp;';
const TAG = /<\/?[a-z][^<>]*>|<!doctype html>/gi;

function view(locale: Locale, text = (usual: string): string => usual): PageView {
  const languages = { en: text('/page?ui_locales=en'), 'zh-CN': text('/page?ui_locales=zh-CN') };
  return { base: '/auth', locale, requestId: text('01K9Z2W4'), languages };
}

function tags(page: string): string[] {
  return page.match(TAG) ?? [];
}

/** Tags and names of attributes: what must not depend on any value. */
function structure(page: string): string[] {
  return tags(page).map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

/** The texts of a catalogue by their path; functions are called with what they put in. */
function texts(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return texts(value, `${path}${key}.`);
    return [[path + key, typeof value === 'function' ? String(value('1', '2')) : String(value)] as [string, string]];
  });
}

const everyPage = LOCALES.flatMap((locale) =>
  [...samplePages(view(locale))].map(([name, page]): [Locale, string, string] => [locale, name, page]),
);

describe.each(everyPage)('the page in %s: %s', (locale, _name, page) => {
  it('is a whole document that names its language', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="/);
    expect(page).toContain(`<html lang="${locale}">`);
    expect(page).toMatch(/<title>[^<]+ · [^<]+<\/title>/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
  });

  it('has no inline script, style or handler, and takes its assets from under the issuer', () => {
    const found = tags(page).filter((tag) => /^<style|\s(?:style|on[a-z]+)=/i.test(tag));
    expect(found).toEqual([]);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('<script src="/auth/assets/hufu.js" defer></script>');
    const assets = [...page.matchAll(/<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"/g)].map((match) => match[1]);
    for (const asset of assets) expect(asset).toMatch(/^\/auth\/assets\/[a-z]+\.(?:css|js|svg)$/);
  });

  it('gives every form a CSRF token, and uses no other method than POST', () => {
    for (const form of page.match(/<form[\s\S]*?<\/form>/g) ?? []) {
      expect(form).toMatch(/^<form method="post"/);
      // An answer goes to an application, which must not learn our token.
      const expected = form.includes('data-sends-itself') ? 0 : 1;
      expect(form.match(/name="csrf_token" value="[^"]+"/g) ?? []).toHaveLength(expected);
    }
    expect(page.replace(/<form[\s\S]*?<\/form>/g, '')).not.toContain('type="password"');
  });

  it('uses no id twice, and points only at ids that exist', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...page.matchAll(/\s(?:(?:for|form|aria-describedby|data-reveals)="|href="#)([^"]+)"/g)];
    for (const reference of references.flatMap((match) => (match[1] ?? '').split(' '))) expect(ids).toContain(reference);
  });

  it('links to its own language and to the other, unless asking again would ask for another answer', () => {
    if (page.includes('data-sends-itself')) {
      expect(page).not.toContain('ui_locales');
      return;
    }
    expect(page).toContain(`lang="${locale}" aria-current="true"`);
    for (const other of LOCALES) expect(page).toContain(`href="/page?ui_locales=${other}"`);
  });
});

describe.each(LOCALES)('the pages in %s', (locale) => {
  const harmless = samplePages(
    view(locale, () => 'x'),
    () => 'x',
  );
  const attacked = samplePages(
    view(locale, () => HOSTILE),
    () => HOSTILE,
  );

  it.each([...harmless.keys()])('let no value from outside become markup: %s', (name) => {
    const page = attacked.get(name) ?? '';
    expect(structure(page)).toEqual(structure(harmless.get(name) ?? ''));
    expect(page).toContain(ESCAPED);
    expect(page).not.toContain(HOSTILE);
  });

  it('never make a link of what an error received or of what is registered', () => {
    const page = samplePages(view(locale)).get('error-mismatch') ?? '';
    expect(page).toContain('https://warehouse.example/callback');
    expect(page).not.toContain('="https:');
    expect(page).toContain(messagesFor(locale).errors.shortened(440));
  });

  it('send one step only, whichever button is pressed', () => {
    const page = samplePages(view(locale)).get('sign-in-client') ?? '';
    const forms = page.match(/<form[\s\S]*?<\/form>/g) ?? [];
    expect(forms.map((form) => [...form.matchAll(/name="step" value="([^"]*)"/g)].map((match) => match[1]))).toEqual([
      ['sign-in'],
      ['cancel'],
    ]);
    expect(page).toContain('<button form="cancel">');
  });

  it('keep the user name after a wrong password, and tie the reason to the fields', () => {
    const page = samplePages(view(locale)).get('sign-in-wrong') ?? '';
    expect(page).toMatch(/<input id="username" name="username" type="text" value="lin"/);
    expect(page).toMatch(/<div class="problem" id="problem" role="alert" tabindex="-1">/);
    expect(page.match(/aria-invalid="true" aria-describedby="problem"/g)).toHaveLength(2);
    expect(page).not.toMatch(/type="password" value="[^"]/);
  });

  it('have a text for everything, without leftovers of a template', () => {
    for (const [path, text] of texts(messagesFor(locale))) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|\[object|\$\{/);
    }
  });
});

it('the Chinese catalogue is in Chinese throughout, and says the same things as the English one', () => {
  const chinese = texts(messagesFor('zh-CN'));
  expect(chinese.map(([path]) => path)).toEqual(texts(messagesFor('en')).map(([path]) => path));
  const untranslated = chinese.filter(([path, text]) => !/\p{Script=Han}/u.test(text) && path !== 'common.languageNames.en');
  expect(untranslated).toEqual([]);
});
