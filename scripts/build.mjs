// Bundles each function: functions/<name>/index.ts becomes dist/<name>/index.mjs and its map.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

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
      return { contents: withLiteralKeys(await readFile(path, 'utf8')), loader: 'js' };
    });
  },
};

function withLiteralKeys(source) {
  const constants = source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm);
  const literals = new Map(Array.from(constants, ([, id, literal]) => [id, literal]));
  return source.replace(/\[(_\w+)\]:/g, (key, id) =>
    literals.has(id) ? `${literals.get(id)}:` : key,
  );
}

async function bundle(name) {
  const outfile = `dist/${name}/index.mjs`;
  const { metafile } = await build({
    entryPoints: [`functions/${name}/index.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Without it esbuild takes the CommonJS builds of the SDK, which it cannot thin out.
    mainFields: ['module', 'main'],
    // For dependencies that are CommonJS and require Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [sdkSchemas],
  });
  return { name, bytes: metafile.outputs[outfile].bytes };
}

function functionNames() {
  const names = readdirSync('functions').filter((name) => existsSync(`functions/${name}/index.ts`));
  if (names.length === 0) throw new Error('bundling functions/: found no <name>/index.ts');
  return names;
}

/** A function without definitions would start, see no fleet and do nothing, with every light green. */
function requireDefinitions() {
  if (!readdirSync('fleets').some((file) => file.endsWith('.yml')))
    throw new Error('bundling functions: found no definition in fleets/*.yml');
}

requireDefinitions();
rmSync('dist', { recursive: true, force: true });
for (const { name, bytes } of await Promise.all(functionNames().map(bundle)))
  console.log(`${name.padEnd(20)} ${(bytes / 1024).toFixed(0).padStart(6)} KB`);
