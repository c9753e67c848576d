import { parseArgs } from 'node:util';
import { dispatchOf } from '../local/replay/options.ts';
import { renderReport } from '../local/report/render-report.ts';
import { writeWhole } from '../shared/adapters/files/write-whole.ts';
import { runDay } from './day/day.ts';
import { tableOf } from './day/table.ts';
import { enterNetwork } from './network.ts';
import { getTools } from './tools/tools.ts';

const USAGE = `A day of SIP calls in four minutes: real Asterisks, a real Kamailio, SIPp, and the unchanged functions.

npm run lab -- [options]

  --dispatch HOW   even or packed          (even)
  --report FILE    where the report goes   (lab-report.html)
  --json           one line of figures at the end
  --help           this text

Needs Linux, Python 3, and Debian's apt and archive keys; nothing is installed, and nothing leaves the machine.
`;

async function main(): Promise<void> {
  const { report, dispatch, json, help } = options();
  if (help) return void process.stdout.write(USAGE);
  getTools();
  enterNetwork();
  const day = await runDay(dispatch);
  writeWhole(report, await renderReport(day.record));
  const text = `${tableOf(day)}\n\nThe day, drawn: ${report}\n`;
  (json ? process.stderr : process.stdout).write(text);
  if (json) process.stdout.write(`${JSON.stringify(figuresOf(day))}\n`);
}

function figuresOf({ calls, record }: Awaited<ReturnType<typeof runDay>>) {
  const { placed, completed, failed, cut, peakConcurrent } = calls;
  const { launches, retires } = record.summary;
  return { calls: { placed, completed, failed, cut }, launches, retires, peakConcurrent };
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        dispatch: { type: 'string', default: 'even' },
        report: { type: 'string', default: 'lab-report.html' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...values, dispatch: dispatchOf(values.dispatch) };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

await main();
// Sockets of programs that were killed may linger.
process.exit();
