import { execFileSync } from 'node:child_process';
import { promises } from 'node:dns';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Process, start } from '../../lab/processes.ts';
import { getTools } from '../../lab/tools/tools.ts';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';
import { written } from '../../shared/softswitch/formats.ts';
import { snapshotOf } from '../support/routes.ts';
import { until } from './support.ts';

const SHIPPED = new URL('../../softswitch/dns/', import.meta.url);
const PUBLISH = fileURLToPath(new URL('publish.sh', SHIPPED));
const ZONE = 'in-ngn.example.net';
const SERVER = '127.0.12.53';
const KEPT = '/var/lib/asterfleet/in-ngn.records';

const tools = getTools();
const names = new promises.Resolver({ timeout: 500, tries: 1 });
names.setServers([`${SERVER}:5353`]);

let folder: string;
let server: Process;
beforeEach(async () => {
  mkdirSync(resolve('.lab/runs'), { recursive: true });
  folder = mkdtempSync(resolve('.lab/runs/dns-'));
  const template = readFileSync(new URL(`${ZONE}.zone.template`, SHIPPED), 'utf8');
  expect(template).toContain(KEPT);
  writeFileSync(join(folder, 'zone.template'), template.replace(KEPT, join(folder, 'records')));
  writeFileSync(join(folder, 'nsd.conf'), configuration());
  server = start({
    program: join(tools.commands, 'nsd'),
    arguments: ['-d', '-c', join(folder, 'nsd.conf')],
    log: join(folder, 'log'),
  });
});
afterEach(async () => {
  server.kill('SIGTERM');
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
});

function configuration(): string {
  return `server:
  ip-address: ${SERVER}@5353
  username: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/pid"
  xfrdfile: "${folder}/xfrd"
  zonelistfile: "${folder}/zones"
  server-count: 1
remote-control:
  control-enable: yes
  control-interface: "${folder}/control"
zone:
  name: "${ZONE}"
  zonefile: "${folder}/zone"
`;
}

/** As the follower does on a change. */
function publish(snapshot: RoutingSnapshot, records = written('dns', snapshot, { set: 1 })): void {
  writeFileSync(join(folder, 'records'), records);
  execFileSync(PUBLISH, [ZONE, join(folder, 'zone')], {
    env: {
      ...process.env,
      PATH: `${folder}:${tools.commands}:${process.env['PATH']}`,
      ASTERFLEET_REVISION: String(snapshot.revision),
    },
    stdio: 'pipe',
  });
}

/** `nsd-control`, with the configuration that it would find in /etc. */
function controlled(): void {
  writeFileSync(
    join(folder, 'nsd-control'),
    `#!/bin/sh\nexec ${tools.commands}/nsd-control -c ${folder}/nsd.conf "$@"\n`,
    { mode: 0o755 },
  );
}

test('a real name server takes the records, and a softswitch that resolves finds slots, shares and standby', async () => {
  controlled();
  await until('the server', () =>
    names.resolveSoa(ZONE).then(
      () => true,
      (error) => error.code !== 'ECONNREFUSED' && error.code !== 'ETIMEOUT',
    ),
  );
  publish(snapshotOf(1_795_000_001, [100, 25, 0]));
  const serial = async () => (await names.resolveSoa(ZONE)).serial;
  await until('the zone', async () => (await serial().catch(() => 0)) === 1_795_000_001);
  expect(await names.resolveNaptr(ZONE)).toMatchObject([
    { flags: 's', service: 'SIP+D2U', replacement: `_sip._udp.${ZONE}` },
  ]);
  const services = await names.resolveSrv(`_sip._udp.${ZONE}`);
  expect(services.toSorted((a, b) => a.name.localeCompare(b.name))).toMatchObject([
    { name: `slot1.${ZONE}`, port: 5060, priority: 10, weight: 100 },
    { name: `slot2.${ZONE}`, port: 5060, priority: 10, weight: 25 },
    { name: `slot3.${ZONE}`, port: 5060, priority: 20, weight: 0 },
  ]);
  expect(await names.resolve4(`slot2.${ZONE}`, { ttl: true })).toEqual([
    { address: '198.51.100.2', ttl: 30 },
  ]);

  publish(snapshotOf(1_795_000_002, [100, undefined, 100]));
  await until('the change', async () => (await serial()) === 1_795_000_002);
  expect(await names.resolveSrv(`_sip._udp.${ZONE}`)).toHaveLength(2);
  await expect(names.resolve4(`slot2.${ZONE}`)).rejects.toThrow('ENOTFOUND');

  const broken = snapshotOf(1_795_000_003, [100]);
  expect(() => publish(broken, 'slot1 IN A nowhere\n')).toThrow(/invalid IPv4|syntax|error/i);
  expect(await serial()).toBe(1_795_000_002);
});
