/** A bar: what it is called, how long it is, and what stands at its end. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  /** Drawn in the colour of what is shown, not of what it is compared with. */
  readonly own: boolean;
}

/** Bars under one heading, all of one scale. */
export interface BarGroup {
  readonly heading: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 820;
const LABELS = 340;
const FIGURES = 90;
const LINE = 24;
const HEADING = 34;

/** One SVG of groups of bars, readable on a light and on a dark page. */
export function barChart(title: string, groups: readonly BarGroup[]): string {
  let y = 44;
  const parts: string[] = [text({ x: 0, y: 24, size: 17, weight: 700 }, title)];
  for (const { heading, bars } of groups) {
    parts.push(text({ x: 0, y: y + 20, size: 13, weight: 700 }, heading));
    y += HEADING;
    const greatest = Math.max(...bars.map(({ value }) => value));
    for (const bar of bars) {
      parts.push(barOf(bar, y, greatest));
      y += LINE;
    }
  }
  const style = 'text{font-family:system-ui,sans-serif;fill:#24292f}@media(prefers-color-scheme:dark){text{fill:#e6edf3}}';
  const box = `viewBox="0 0 ${WIDTH} ${y + 8}" width="${WIDTH}" height="${y + 8}" role="img" aria-label="${escaped(title)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box}>\n<style>${style}</style>\n${parts.join('\n')}\n</svg>\n`;
}

function barOf({ label, value, text: figure, own }: Bar, y: number, greatest: number): string {
  const width = Math.max(1, Math.round(((WIDTH - LABELS - FIGURES) * value) / greatest));
  const bar = `<rect x="${LABELS}" y="${y}" width="${width}" height="${LINE - 8}" rx="2" fill="${own ? '#c2410c' : '#8b949e'}"/>`;
  const baseline = y + LINE - 12;
  return [text({ x: 0, y: baseline, size: 13 }, label), bar, text({ x: LABELS + width + 8, y: baseline, size: 13 }, figure)].join(
    '',
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight?: number;
}

function text({ x, y, size, weight = 400 }: Place, content: string): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
