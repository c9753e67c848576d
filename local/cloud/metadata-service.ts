import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ec2World } from './ec2/ec2-world.ts';
import { stateOf } from './ec2/instance.ts';

const TOKEN = 'a token of the local metadata service';
const CREDENTIALS_LAST_MS = 6 * 3_600_000;
const ROLE = 'instance-role';
const ROOT = '/latest/meta-data/';

/** What one instance reads of itself over IMDSv2, late where EC2's would be. */
export interface MetadataService {
  readonly url: string;
  close(): Promise<void>;
}

export interface MetadataServiceOptions {
  readonly ec2: Ec2World;
  readonly instanceId: string;
  readonly host?: string;
  readonly privateIp?: string;
  /** Real time, by which the instance judges its credentials. */
  readonly now?: () => number;
}

export async function startMetadataService(
  options: MetadataServiceOptions,
): Promise<MetadataService> {
  const server = createServer((request, response) => answer(options, request, response));
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(
  options: MetadataServiceOptions,
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const end = (status: number, text = '') => response.writeHead(status).end(text);
  if (method === 'PUT' && url === '/latest/api/token') {
    const lasts = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
    return void (lasts >= 1 && lasts <= 21_600 ? end(200, TOKEN) : end(400));
  }
  if (headers['x-aws-ec2-metadata-token'] !== TOKEN) return void end(401);
  const text = textAt(options, url);
  return void (text === undefined ? end(404) : end(200, text));
}

function textAt(options: MetadataServiceOptions, path: string): string | undefined {
  if (path === '/latest/dynamic/instance-identity/document') return identityOf(options);
  if (!path.startsWith(ROOT)) return undefined;
  const { ec2, instanceId, now = Date.now } = options;
  const name = path.slice(ROOT.length);
  if (name === 'services/partition') return 'aws';
  if (name === 'public-ipv4') return ec2.addressOf(instanceId);
  if (name === 'iam/security-credentials/') return ROLE;
  if (name === `iam/security-credentials/${ROLE}`) return credentialsAt(now());
  if (name.startsWith('tags/instance/'))
    return ec2.metadataTags(instanceId).get(decodeURIComponent(name.split('/')[2] ?? ''));
  return undefined;
}

function identityOf({ ec2, instanceId, privateIp }: MetadataServiceOptions): string | undefined {
  const instance = ec2.instances.get(instanceId);
  if (!instance || stateOf(instance, ec2.now) === 'pending') return undefined;
  const { region, accountId } = ec2.options;
  return JSON.stringify({
    accountId,
    region,
    instanceId,
    instanceType: instance.instanceType,
    availabilityZone: instance.zone,
    privateIp: privateIp ?? instance.privateIp,
  });
}

function credentialsAt(atMs: number): string {
  return JSON.stringify({
    Code: 'Success',
    AccessKeyId: 'local',
    SecretAccessKey: 'local',
    Token: 'local',
    Expiration: new Date(atMs + CREDENTIALS_LAST_MS).toISOString(),
  });
}
