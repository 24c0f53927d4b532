import { LineCounter, parseDocument } from 'yaml';

/** A text is not well-formed YAML; the message names the line and repeats nothing of the text, which may hold secrets. */
export class MalformedYaml extends Error {
  override readonly name = 'MalformedYaml';
}

/** Reads YAML 1.2, of which JSON is a part, into plain values. Throws `MalformedYaml`, for repeated members too. */
export function parseYaml(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new MalformedYaml(
      `line ${line}, column ${col}: is not well-formed YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new MalformedYaml('is not well-formed YAML (aliases)', { cause: error });
  }
}
