import { createFollower } from '../../softswitch/follow/follower.ts';
import { keptIn } from '../../softswitch/follow/record.ts';
import { fakeService, fakeSoftswitch } from './support.ts';

/** A follower that hears one message: FILE, RECORD and MESSAGE are its arguments. */
const [file = '', recordFile = '', text = ''] = process.argv.slice(2);
const follower = createFollower({
  fleet: 'in-ngn',
  set: 1,
  files: [{ format: 'kamailio', file }],
  softswitch: fakeSoftswitch(file),
  kept: keptIn(recordFile, 'in-ngn'),
  service: fakeService(),
  log: () => undefined,
});
await follower.hear(text);
