// The whole server as it is started by `hufu serve`, on a data directory that is given; it logs warnings only.
import { startServer } from '../../packages/server/src/server.ts';
import { sayListening } from '../framework/server-subject.ts';
import { benchSettings } from './hufu-settings.ts';

const [directory = ''] = process.argv.slice(2);
const server = await startServer(benchSettings(directory));
sayListening(server.address.port);
