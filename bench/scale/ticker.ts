// A packaged function in a process of its own, so that its computing and memory are counted alone.
import { pathToFileURL } from 'node:url';

const [name = ''] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(`dist/${name}/index.mjs`).href);

process.on('message', async (event) => {
  const from = performance.now();
  const before = process.cpuUsage();
  await handler(event, { awsRequestId: `bench-${from}`, functionName: 'bench' });
  const { user, system } = process.cpuUsage(before);
  process.send?.({
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - from,
    peakMb: process.resourceUsage().maxRSS / 1024,
  });
});
process.send?.({ isReady: true });
