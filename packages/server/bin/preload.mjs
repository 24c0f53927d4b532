// Loaded before main.ts by launch.mjs, in the process that runs it.
const launchedAs = process.env.HUFU_LAUNCHED;
delete process.env.HUFU_LAUNCHED;

if (launchedAs === 'serve') {
  // The server is in a process group of its own, so it would outlive a launcher that was killed: it stops, as at SIGTERM.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

if (launchedAs === 'command') {
  // `hufu … | head` closes the pipe when it has seen enough.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
