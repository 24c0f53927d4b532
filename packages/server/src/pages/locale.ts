/** The languages the pages are written in. */
export type Locale = 'en' | 'zh-CN';

/** Every language, the default one first. */
export const LOCALES: readonly Locale[] = ['en', 'zh-CN'];

const MAXIMUM_LENGTH = 512;
const MAXIMUM_ENTRIES = 32;
const WEIGHT = /^q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * The language to answer in: the first that `ui_locales` names and we have (OpenID Connect Core §3.1.2.1), else the one
 * `Accept-Language` likes best (RFC 9110 §12.5.4), else English. Only the beginning of long input is read; never throws.
 */
export function pickLocale(uiLocales: string | undefined, acceptLanguage: string | undefined): Locale {
  return firstKnown(split(uiLocales, ' ')) ?? firstKnown(byPreference(split(acceptLanguage, ','))) ?? 'en';
}

function split(text: string | undefined, separator: string): string[] {
  return (text ?? '').slice(0, MAXIMUM_LENGTH).split(separator, MAXIMUM_ENTRIES);
}

function firstKnown(tags: readonly string[]): Locale | undefined {
  for (const tag of tags) {
    const language = tag.trim().toLowerCase().split('-', 1)[0];
    if (language === 'zh') return 'zh-CN';
    if (language === 'en') return 'en';
  }
  return undefined;
}

function byPreference(ranges: readonly string[]): string[] {
  const weighted = ranges.map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    return { tag, weight: weightOf(parameters[0]) };
  });
  return weighted
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

function weightOf(parameter: string | undefined): number {
  if (parameter === undefined || parameter === '') return 1;
  return Number(WEIGHT.exec(parameter.toLowerCase().replaceAll(' ', ''))?.[1] ?? 0);
}
