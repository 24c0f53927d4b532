// `npm run build`: bundles the server and the `hufu` command into dist/, which the launcher then runs instead of the sources.
import { buildBundle } from './build/build-bundle.ts';

const startedAt = performance.now();
const chunks = await buildBundle();
const kilobytes = Math.round(chunks.reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
const milliseconds = Math.round(performance.now() - startedAt);
process.stdout.write(`Built dist/: ${chunks.length} files, ${kilobytes} kB, in ${milliseconds} ms.\n`);
