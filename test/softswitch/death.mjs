// Loaded before a program: kills it, as no program can prevent, at the DEATH_AT-th of the calls that
// write below the folder DEATH_IN; DEATH_HOW says whether before that call, half-way through it, or
// after it.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env.DEATH_AT);
const how = process.env.DEATH_HOW;
const folder = process.env.DEATH_IN;
const opened = new Set();
let calls = 0;

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal comes from outside: nothing more may happen until it does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const isOurs = (target) => opened.has(target) || String(target).startsWith(folder);

for (const name of ['openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync']) {
  const real = fs[name];
  fs[name] = (...parameters) => {
    if (!isOurs(parameters[0])) return real(...parameters);
    calls += 1;
    if (calls === at && how === 'before') die();
    if (calls === at && how === 'half-way' && name === 'writeFileSync')
      real(parameters[0], parameters[1].slice(0, parameters[1].length / 2));
    else {
      const result = real(...parameters);
      if (name === 'openSync') opened.add(result);
      if (name === 'closeSync') opened.delete(parameters[0]);
      if (calls !== at) return result;
    }
    return die();
  };
}
syncBuiltinESMExports();
process.on('exit', () => process.stdout.write(String(calls)));
