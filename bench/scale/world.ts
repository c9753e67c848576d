// The local cloud with a seeded fleet, in a process of its own: started by `scale.ts`.
import { openStage } from '../../local/replay/stage.ts';
import { censusOf, fleetTextOf } from './fleet-of.ts';
import { planMs } from './plan-time.ts';
import { seed } from './seed.ts';

const census = censusOf(Number(process.argv[2]));
let backMs = 0;
const stage = await openStage({
  now: () => Date.now() - backMs,
  fleet: 'in-ngn',
  fleetText: fleetTextOf(census),
  slots: census.slots,
});
await seed(stage, census, (ms) => {
  backMs = ms;
});
const msOfPlan = await planMs(census.slots);
stage.cloud.calls.length = 0;
process.on('message', () => {
  process.send?.({ calls: stage.cloud.calls.splice(0) });
});
process.on('disconnect', async () => {
  await stage.close();
  process.exit();
});
process.send?.({ environment: { ...process.env }, planMs: msOfPlan });
