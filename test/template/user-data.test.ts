import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { archiveOf, filesOf, USER_DATA_MAX, userDataOf } from '../../resources/instance.ts';
import { definition } from '../support/fleet.ts';
import { ofType, type Resource, readResources } from './template.ts';

interface CloudConfig {
  readonly write_files: readonly {
    readonly path: string;
    readonly content: string;
    readonly permissions?: string;
  }[];
  readonly runcmd: readonly (readonly string[])[];
}

interface LaunchTemplateData {
  readonly UserData: {
    readonly 'Fn::Base64': { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
  };
}

const TABLE = 'asterfleet-dev-HeartbeatTable-1ABCDEFGHIJKL';

let resources: Readonly<Record<string, Resource>>;
let text: string;
let config: CloudConfig;
beforeAll(() => {
  resources = readResources();
  const [template] = ofType(resources, 'AWS::EC2::LaunchTemplate');
  const { UserData } = (template?.Properties['LaunchTemplateData'] ?? {}) as LaunchTemplateData;
  const parts = UserData['Fn::Base64']['Fn::Join'][1];
  text = parts.map((part) => (typeof part === 'string' ? part : TABLE)).join('');
  config = parse(text);
}, 120_000);

test('user data fits, with room for the longest name of a table', () => {
  expect(Buffer.byteLength(text) - TABLE.length + 255).toBeLessThan(USER_DATA_MAX);
  expect(text).toMatch(/^#cloud-config\n/);
});

test('an instance is told what its definition says, and the table that it reports to', () => {
  const file = config.write_files.find(({ path }) => path === '/etc/asterfleet/settings.json');
  expect(file?.permissions).toBe('0640');
  expect(JSON.parse(file?.content ?? '')).toEqual({
    deployment: 'dev',
    fleet: 'in-ngn',
    heartbeatTable: TABLE,
    heartbeatSeconds: 10,
    limits: { 'c7g.large': 110 },
    sip: { port: 5060, transport: 'udp' },
    rtp: { from: 10_000, to: 20_000 },
    softswitch: ['192.0.2.0/24'],
  });
});

test('the security group lets in what the settings say, from nowhere but the softswitch', () => {
  const [group] = ofType(resources, 'AWS::EC2::SecurityGroup');
  const ingress = group?.Properties['SecurityGroupIngress'] as readonly Record<string, unknown>[];
  const rules = ingress.map(({ IpProtocol, FromPort, ToPort, CidrIp }) =>
    [IpProtocol, FromPort, ToPort, CidrIp].join(' '),
  );
  expect(rules).toEqual([
    'udp 5060 5060 192.0.2.0/24',
    'tcp 5060 5060 192.0.2.0/24',
    'udp 10000 20000 192.0.2.0/24',
  ]);
});

test('the kernel keeps those ports free of any other socket', () => {
  const reserved = readFileSync('instance/host/sysctl.conf', 'utf8').match(
    /^net\.ipv4\.ip_local_reserved_ports = (.*)$/m,
  );
  expect(reserved?.[1]).toBe('5060,10000-20000');
});

test('the root volume is encrypted, and as large as its image', () => {
  const [template] = ofType(resources, 'AWS::EC2::LaunchTemplate');
  const data = template?.Properties['LaunchTemplateData'] as Record<string, unknown>;
  expect(data['BlockDeviceMappings']).toEqual([
    {
      DeviceName: '/dev/sda1',
      Ebs: { VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true },
    },
  ]);
});

// An Asterisk that went at the agent's order leaves its ExecStop nobody to talk to; if that counted
// as a failure, systemd would start it again and the instance would never power off.
test('an Asterisk that was told to go is not started again, and none is sent a signal that ends calls', () => {
  const unit = readFileSync('instance/host/units/asterfleet-asterisk.service', 'utf8');
  expect(unit).toMatch(/^ExecStop=-\S+asterisk .*"core stop gracefully"$/m);
  expect(unit).toMatch(/^TimeoutStopSec=infinity$/m);
  expect(unit).toMatch(/^KillSignal=SIGCONT$/m);
  expect(unit).toMatch(/^SendSIGKILL=no$/m);
});

test('what is fetched is what the user data names by its hash, and unpacks to the files of the project', () => {
  const [fetch = []] = config.runcmd;
  const [digest, folder, ...names] = fetch.slice(fetch.indexOf('asterfleet.fetch') + 1);
  const values = new Map(
    ofType(resources, 'AWS::SSM::Parameter').map(({ Properties }) => [
      Properties['Name'],
      Properties['Value'] as string,
    ]),
  );
  const archive = Buffer.from(names.map((name) => values.get(name)).join(''), 'base64');
  expect(createHash('sha256').update(archive).digest('hex')).toBe(digest);
  expect(folder).toBe('/opt/asterfleet');
  const there = mkdtempSync(join(tmpdir(), 'asterfleet-unpacked-'));
  writeFileSync(join(there, 'archive.tar.gz'), archive);
  execFileSync('tar', ['-xzf', 'archive.tar.gz'], { cwd: there });
  const files = globSync('**/*.*', { cwd: there }).filter((file) => !file.startsWith('archive'));
  const expected = globSync('{agent,asterisk,host}/**/*.*', { cwd: 'instance' }).filter(
    (file) => !file.endsWith('.pyc'),
  );
  expect(files.filter((file) => !file.endsWith('__pycache__')).toSorted()).toEqual(
    expected.filter((file) => !file.endsWith('__pycache__')).toSorted(),
  );
  for (const file of files)
    expect(readFileSync(join(there, file))).toEqual(readFileSync(join('instance', file)));
  const listed = execFileSync('tar', ['-tvzf', 'archive.tar.gz'], { cwd: there, encoding: 'utf8' });
  expect(listed).toMatch(/^-rwxr-xr-x .* host\/install\.sh$/m);
  rmSync(there, { recursive: true });
});

test('what fetches the rest is the agent itself, and it is whole', () => {
  const boot = config.write_files.filter(({ path }) => path.startsWith('/opt/asterfleet/boot/'));
  const names = boot.map(({ path }) => path.split('/').at(-1));
  expect(names).toEqual(['__init__.py', 'aws.py', 'fetch.py', 'metadata.py']);
  for (const { path, content } of boot)
    expect(content).toBe(
      readFileSync(`instance/agent/asterfleet/${path.split('/').at(-1)}`, 'utf8'),
    );
  expect(config.runcmd[1]).toEqual(['/opt/asterfleet/host/install.sh']);
});

test('the same files make the same archive', () => {
  expect(archiveOf(filesOf())).toEqual(archiveOf(filesOf()));
});

test('a definition that is too large for user data is refused before it is deployed', () => {
  const types = Array.from({ length: 200 }, (_, index) => ({
    type: `c7g.${index}xlarge`,
    market: 'on-demand' as const,
  }));
  const large = { ...definition(), instance: { ...definition().instance, types } };
  const settings = {
    name: 'asterfleet-dev',
    deployment: 'dev',
    softswitch: '192.0.2.0/24',
    rtp: { from: 1, to: 2 },
  };
  expect(() => userDataOf(large, settings)).toThrow(
    /user data for in-ngn: \d+ bytes, 16384 at most/,
  );
});

test('no secret is in it, and it asks nobody but AWS', () => {
  expect(text).not.toMatch(/AKIA|BEGIN [A-Z ]*PRIVATE KEY|password\s*[:=]/);
  const hosts = [...text.matchAll(/https?:\/\/([\w.]+)/g)].map(([, host]) => host);
  expect(new Set(hosts)).toEqual(new Set(['169.254.169.254']));
});

test('every shell script is one that the shell can read', () => {
  const scripts = globSync('instance/**/*.sh');
  expect(scripts.length).toBeGreaterThan(0);
  for (const file of [...scripts, 'lab/tools/get-tools.sh', '.ci/run'])
    expect(() => execFileSync('bash', ['-n', file])).not.toThrow();
});
