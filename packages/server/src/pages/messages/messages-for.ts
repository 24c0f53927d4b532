import type { Locale } from '../locale.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';
import { zhCn } from './zh-cn.ts';

const CATALOGUES: Readonly<Record<Locale, Messages>> = { en, 'zh-CN': zhCn };

/** The texts in a language. */
export function messagesFor(locale: Locale): Messages {
  return CATALOGUES[locale];
}
