// The whole server as it is started by `hufu serve`, on a data directory that is given, with the usual log on standard output.
import { startServer } from '../../packages/server/src/composition/server.ts';
import { watchEventLoop } from '../framework/event-loop-delay.ts';
import { sayListening } from '../framework/server-subject.ts';
import { type BenchFlags, benchSettings } from './hufu-settings.ts';

const [directory = '', flags = '{}', watch = ''] = process.argv.slice(2);
const server = await startServer(benchSettings(directory, JSON.parse(flags) as BenchFlags));
if (watch !== '') watchEventLoop();
sayListening(server.address.port);
