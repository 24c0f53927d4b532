/** Shows how far a long command is, in one line that is rewritten. */
export interface Progress {
  /** At most ten times a second. */
  show(done: number): void;
  /** Takes the line away. */
  end(): void;
}

const INTERVAL_MS = 100;

/** Progress towards `total`; nothing is shown where `write` is `undefined`, which stands for no terminal. */
export function progressOf(
  total: number,
  { write, now }: { readonly write: ((text: string) => void) | undefined; readonly now: () => number },
): Progress {
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(done) {
      const at = now();
      if (write === undefined || at - shownAt < INTERVAL_MS) return;
      shownAt = at;
      write(`\r\u001b[K${number(done)} of ${number(total)} rows, ${Math.floor((100 * done) / Math.max(1, total))} %`);
    },
    end() {
      if (shownAt !== Number.NEGATIVE_INFINITY) write?.('\r\u001b[K');
    },
  };
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
