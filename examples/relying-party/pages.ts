import { readFileSync } from 'node:fs';
import type { Person, Tokens } from './tally.ts';

/** The style sheet of the pages. */
export const STYLE: string = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/** Headers of every answer. No script runs on these pages, and no other page may frame them. */
export const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  // The address of the callback holds a code: it must not travel on.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

const EN = {
  language: 'en',
  title: 'Example application',
  welcome: 'You are not signed in.',
  signIn: 'Sign in with Hufu',
  hello: (name: string): string => `Hello, ${name}`,
  user: 'User name',
  email: 'E-mail',
  none: 'none',
  scope: 'Scope of the token',
  expires: 'The token is valid until',
  refresh: 'Refresh the token',
  signOut: 'Sign out',
  notices: {
    refreshed: 'The token was refreshed.',
    signed_out: 'You are signed out, here and at Hufu.',
    denied: 'You did not let this application in.',
    ended: 'Your sign-in has ended. Please sign in again.',
    stale: 'That was not the answer to our last request. Please sign in again.',
    failed: 'The sign-in did not work. The log of this application says why.',
  },
};
/** What the last step came to. */
export type Notice = keyof typeof EN.notices;

const ZH: typeof EN = {
  language: 'zh-CN',
  title: '示例应用',
  welcome: '您尚未登录。',
  signIn: '使用虎符登录',
  hello: (name) => `您好，${name}`,
  user: '用户名',
  email: '电子邮箱',
  none: '无',
  scope: '令牌的权限范围',
  expires: '令牌有效期至',
  refresh: '刷新令牌',
  signOut: '退出登录',
  notices: {
    refreshed: '令牌已刷新。',
    signed_out: '您已在本应用和虎符退出登录。',
    denied: '您没有允许本应用访问。',
    ended: '登录已失效，请重新登录。',
    stale: '这不是对本应用上一次请求的答复，请重新登录。',
    failed: '登录未成功，原因见本应用的日志。',
  },
};

/** What both pages depend on: the `Accept-Language` header and the notice in the address, as they came. */
export interface View {
  readonly language: string | undefined;
  readonly notice: string | null;
}

/** The page for somebody who is not signed in. */
export function welcomePage(view: View): string {
  const text = textsFor(view);
  return page(view, `<h1>${text.title}</h1><p>${text.welcome}</p><a class="button" href="/sign-in">${text.signIn}</a>`);
}

/** The page that says who is signed in, and with which token. */
export function whoPage(view: View & { readonly person: Person; readonly tokens: Tokens }): string {
  const { person, tokens } = view;
  const text = textsFor(view);
  const expires = new Date(tokens.expiresAt);
  const time = `<time datetime="${expires.toISOString()}">${expires.toLocaleString(text.language, { timeZoneName: 'short' })}</time>`;
  const facts = `<dt>${text.user}</dt><dd>${escapeHtml(person.id)}</dd><dt>${text.email}</dt><dd>${escapeHtml(person.email) || text.none}</dd>
<dt>${text.scope}</dt><dd><code>${escapeHtml(tokens.scope)}</code></dd><dt>${text.expires}</dt><dd>${time}</dd>`;
  const button = (action: string, label: string): string =>
    `<form method="post" action="${action}"><button>${label}</button></form>`;
  const buttons = `<div class="buttons">${button('/refresh', text.refresh)}${button('/sign-out', text.signOut)}</div>`;
  return page(view, `<h1>${escapeHtml(text.hello(person.fullname))}</h1><dl>${facts}</dl>${buttons}`);
}

function page(view: View, body: string): string {
  const text = textsFor(view);
  // Only a notice of ours is shown: a link from elsewhere cannot put words on this page.
  const notice = new Map(Object.entries(text.notices)).get(view.notice ?? '');
  return `<!doctype html>
<html lang="${text.language}"><head><meta charset="utf-8"><title>${text.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head>
<body><main>${notice === undefined ? '' : `<p class="notice" role="status">${notice}</p>`}${body}</main></body></html>`;
}

function textsFor({ language = '' }: View): typeof EN {
  const first = /\b(?:zh|en)\b/i.exec(language)?.[0].toLowerCase();
  return first === 'zh' ? ZH : EN;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
