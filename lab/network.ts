import { spawnSync } from 'node:child_process';

const INSIDE = 'ASTERFLEET_LAB_NETWORK';

/**
 * Runs this program again in namespaces of its own, where only loopback exists, and ends with it;
 * returns where it already runs there. No call can leave the lab, and no process outlives it.
 */
export function enterNetwork(): void {
  if (process.env[INSIDE]) return;
  const [program = 'node', ...rest] = [
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ];
  // As root, or as a user whom the kernel lets have a namespace of users. Of processes too, so that
  // whatever ends this one ends them all.
  const own = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const flags = process.getuid?.() === 0 ? own : ['--map-root-user', ...own];
  const script = 'ip link set lo up && exec "$@"';
  const { status, signal, error } = spawnSync(
    'unshare',
    [...flags, 'sh', '-c', script, 'sh', program, ...rest],
    { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } },
  );
  if (error) throw new Error(`entering a network namespace: ${error.message}`);
  process.exit(signal ? 1 : (status ?? 1));
}
