/** What a `User-Agent` says of itself, as far as it is one of the common ones. */
export interface Device {
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

const MAXIMUM_LENGTH = 512;

// The order counts: most browsers also name the ones they descend from.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bMicroMessenger\//, 'WeChat'],
  [/\bDingTalk\//, 'DingTalk'],
  [/\b(?:Lark|Feishu)\//, 'Feishu'],
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bHarmonyOS\b|\bOpenHarmony\b/, 'HarmonyOS'],
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Names browser and system of a `User-Agent` header, so that a user recognises a session; only its beginning is read. */
export function describeUserAgent(userAgent: string): Device {
  const text = userAgent.slice(0, MAXIMUM_LENGTH);
  return { browser: firstMatch(BROWSERS, text), system: firstMatch(SYSTEMS, text) };
}

function firstMatch(table: typeof BROWSERS, text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}
