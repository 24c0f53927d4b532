import { workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 250;

// Nobody is there any more to whom the answer could be told, nor anybody who would kill it at its limit.
setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);
