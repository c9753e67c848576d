// Bundles each function: functions/<name>/index.ts becomes dist/<name>/index.mjs and its map; each
// definition: fleets/<name>.yml becomes dist/fleets/<fleet>.json; and the command, as one file.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { parseDefinition } from '../shared/domain/definition/parse.ts';

/**
 * The SDK's schemas write `{ [_xN]: v }` with `const _xN = "xmlName"`. esbuild keeps every computed
 * key as a possible side effect and with it the whole service model (554 KB of client-ec2), so the
 * keys are put back as the literals they are (aws-sdk-js-v3#7607, smithy-typescript#1889).
 */
const sdkSchemas = {
  name: 'sdk-schemas',
  setup(bundler) {
    const filter = /[\\/]@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/;
    bundler.onLoad({ filter }, async ({ path }) => {
      return { contents: unmapped(withLiteralKeys(await readFile(path, 'utf8'))), loader: 'js' };
    });
  },
};

/** A map of one point: stack traces name our own lines, and a cold start reads no map of the libraries. */
const ONE_POINT = JSON.stringify({ version: 3, sources: ['library'], mappings: 'AAAA' });
const NO_MAP = `//# sourceMappingURL=data:application/json;base64,${btoa(ONE_POINT)}`;

const ownSourceMaps = {
  name: 'own-source-maps',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      return { contents: unmapped(await readFile(path, 'utf8')), loader: 'default' };
    });
  },
};

function unmapped(source) {
  return `${source}\n${NO_MAP}`;
}

/**
 * Lambda gives a function its credentials in the environment, so the chain that also looks in
 * profiles, single sign-on and metadata services is left out: 90 KB of 670.
 */
const environmentCredentials = {
  name: 'environment-credentials',
  setup(bundler) {
    bundler.onResolve(
      { filter: /^@aws-sdk\/credential-provider-node$/ },
      ({ resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined;
        return { path: 'environment-credentials', namespace: 'asterfleet', pluginData: resolveDir };
      },
    );
    bundler.onLoad({ filter: /.*/, namespace: 'asterfleet' }, ({ pluginData }) => ({
      contents:
        "import { fromEnv } from '@aws-sdk/credential-provider-env'; export const defaultProvider = () => fromEnv();",
      resolveDir: pluginData,
    }));
  },
};

/**
 * The SDK imports event streams on demand, and what is imported on demand esbuild keeps whole: 20 KB
 * of 540. None of our services streams events; a client of one that does imports them outright, and
 * then the build fails here rather than the function on its first stream.
 */
const noEventStreams = {
  name: 'no-event-streams',
  setup(bundler) {
    bundler.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind }) => {
      if (kind === 'dynamic-import')
        return { path: 'event-streams', namespace: 'no-event-streams' };
      return {
        errors: [{ text: 'a client streams events: take noEventStreams out of the build' }],
      };
    });
    bundler.onLoad({ filter: /.*/, namespace: 'no-event-streams' }, () => ({
      contents: "throw new Error('event streams are left out of the bundle: scripts/build.mjs');",
    }));
  },
};

function withLiteralKeys(source) {
  const constants = source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm);
  const literals = new Map(Array.from(constants, ([, id, literal]) => [id, literal]));
  return source.replace(/\[(_\w+)\]:/g, (key, id) =>
    literals.has(id) ? `${literals.get(id)}:` : key,
  );
}

const ESM = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  // Without it esbuild takes the CommonJS builds of the SDK, which it cannot thin out.
  mainFields: ['module', 'main'],
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** For dependencies that are CommonJS and require Node's own modules. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

async function bundle(name) {
  const outfile = `dist/${name}/index.mjs`;
  const { metafile } = await build({
    ...ESM,
    entryPoints: [`functions/${name}/index.ts`],
    outfile,
    target: 'node24',
    banner: { js: REQUIRE },
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [sdkSchemas, environmentCredentials, noEventStreams, ownSourceMaps],
  });
  return { name, bytes: metafile.outputs[outfile].bytes };
}

/** For softswitch hosts, with what their Node.js has: credentials may come from anywhere there. */
async function bundleCommand() {
  const outfile = 'dist/asterfleet.mjs';
  const { metafile } = await build({
    ...ESM,
    entryPoints: ['cli/follow-entry.ts'],
    outfile,
    target: 'node20',
    banner: { js: REQUIRE },
    plugins: [sdkSchemas],
  });
  return { name: 'asterfleet', bytes: metafile.outputs[outfile].bytes };
}

function functionNames() {
  const names = readdirSync('functions').filter((name) => existsSync(`functions/${name}/index.ts`));
  if (names.length === 0) throw new Error('bundling functions/: found no <name>/index.ts');
  return names;
}

/**
 * The definitions as the functions read them: checked here, where a fault is told with its line and
 * nothing is deployed, so that no function carries a parser and a schema for it.
 */
function writeDefinitions() {
  const files = readdirSync('fleets').filter((file) => file.endsWith('.yml'));
  if (files.length === 0) throw new Error('building fleets/: found no definition in fleets/*.yml');
  mkdirSync('dist/fleets', { recursive: true });
  for (const file of files) {
    const definition = parseDefinition(readFileSync(`fleets/${file}`, 'utf8'), `fleets/${file}`);
    const flag = 'wx';
    writeFileSync(`dist/fleets/${definition.fleet}.json`, JSON.stringify(definition), { flag });
  }
}

rmSync('dist', { recursive: true, force: true });
writeDefinitions();
for (const { name, bytes } of await Promise.all([...functionNames().map(bundle), bundleCommand()]))
  console.log(`${name.padEnd(20)} ${(bytes / 1024).toFixed(0).padStart(6)} KB`);
