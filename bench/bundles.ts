// Size and cold import of each function's bundle: `npm run bench:bundles`.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { median } from './statistics.ts';

const AIM = { kb: 600, importMs: 120 };

/** What a function reads while it is loaded; nothing is called. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  DEPLOYMENT: 'bench',
  FLEET_TABLE: 'fleet-table',
  HEARTBEAT_TABLE: 'heartbeat-table',
  ROUTING_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:routing',
  OPERATIONS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:operations',
  LAUNCH_TEMPLATE_PREFIX: 'bench-',
  SUBNET_IDS: 'subnet-a',
  FLEETS_FOLDER: 'dist/fleets',
  NODE_OPTIONS: '--enable-source-maps',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Bench',
};

const TIMED_IMPORT =
  'const from = performance.now(); await import(process.argv[1]); console.log(performance.now() - from);';

interface Bundle {
  readonly function: string;
  readonly kb: number;
  readonly gzipKb: number;
  readonly importMsMedian: number;
  readonly importMsMin: number;
}

function measure(name: string, runs: number): Bundle {
  const file = `dist/${name}/index.mjs`;
  const code = readFileSync(file);
  const times = importTimes(pathToFileURL(file).href, runs);
  return {
    function: name,
    kb: Math.round(code.length / 1024),
    gzipKb: Math.round(gzipSync(code).length / 1024),
    importMsMedian: Math.round(median(times)),
    importMsMin: Math.round(Math.min(...times)),
  };
}

/** Each in a process of its own, as Lambda starts one. */
function importTimes(url: string, runs: number): number[] {
  return Array.from({ length: runs }, () => {
    const flags = ['--input-type=module', '--eval', TIMED_IMPORT, url];
    const said = execFileSync(process.execPath, flags, { env: ENVIRONMENT, encoding: 'utf8' });
    return Number(said.trim().split('\n').at(-1));
  });
}

function table(bundles: readonly Bundle[], floorMs: number): string {
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, index) => String(cell)[index ? 'padStart' : 'padEnd'](index ? 12 : 24))
      .join('');
  return [
    line(['function', 'KB', 'gzip KB', 'import ms', 'fastest']),
    ...bundles.map((one) =>
      line([one.function, one.kb, one.gzipKb, one.importMsMedian, one.importMsMin]),
    ),
    line(['aim, at most', AIM.kb, '', AIM.importMs, '']),
    line(['an empty module', '', '', floorMs, '']),
  ].join('\n');
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, runs: { type: 'string', default: '15' } },
});
const runs = Number(values.runs);
const names = readdirSync('functions').toSorted();
const bundles = names.map((name) => measure(name, runs));
const floorMs = Math.round(median(importTimes('data:text/javascript,', runs)));
process.stdout.write(`${table(bundles, floorMs)}\n`);
if (values.json) process.stdout.write(`${JSON.stringify(bundles)}\n`);
