import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';

const OWN_URL = /new URL\('(\.[^']*)', import\.meta\.url\)/g;

/**
 * Keeps what our sources (below `sources`) name by an address of their own: a module that is started in a process or a thread
 * becomes an entry of the bundle, a folder stands beside it under its last name. Throws for any other use of `import.meta`.
 */
export function ownUrls(sources: string): Plugin {
  return {
    name: 'own-urls',
    transform: {
      filter: { code: 'import.meta' },
      handler(code, id) {
        if (!id.startsWith(sources)) return undefined;
        const moved = code.replaceAll(OWN_URL, (_all, relative: string) => {
          const name = basename(relative, '.ts');
          if (relative.endsWith('.ts')) {
            this.emitFile({ type: 'chunk', id: fileURLToPath(new URL(relative, `file://${id}`)), fileName: `${name}.js` });
          } else if (!relative.endsWith('/')) throw new Error(`${id}: ${relative} is neither a module nor a folder`);
          return `new URL('./${relative.endsWith('.ts') ? `${name}.js` : `${name}/`}', import.meta.here)`;
        });
        if (moved.includes('import.meta.url')) throw new Error(`${id}: no address that the bundle knows how to keep`);
        return moved.replaceAll('import.meta.here', 'import.meta.url');
      },
    },
  };
}
