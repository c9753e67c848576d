import { accessSync, constants, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { writeWhole } from '../../shared/adapters/files/write-whole.ts';
import { DefinitionError, parseDefinition } from '../../shared/domain/definition/parse.ts';
import { renderReport } from '../report/render-report.ts';
import { renderTable } from '../report/render-table.ts';
import { parseTraffic, TrafficError } from '../traffic/read-traffic.ts';
import { scaleFor } from '../traffic/scale.ts';
import { inWindow, windowOf } from '../traffic/window.ts';
import { withDispatch } from './dispatch.ts';
import type { OpenPage } from './hand.ts';
import { explainPort, liveDay } from './live-day.ts';
import { type ReplayOptions, readOptions, USAGE, UsageError } from './options.ts';
import { createProgress } from './progress.ts';
import type { ReplayRecord } from './record.ts';
import { replay } from './replay.ts';

/** The whole of `npm start`. Throws what `isForUser` knows. */
export async function runReplay(argv: readonly string[], openPage: OpenPage): Promise<void> {
  const options = readOptions(argv);
  if (options.help) return say(USAGE);
  checkWritable(options.reportFile);
  const record = await run(options, openPage);
  if (!options.live) await tell(record, options);
}

async function tell(record: ReplayRecord, options: ReplayOptions): Promise<void> {
  writeWhole(options.reportFile, await renderReport(record));
  const table = `${renderTable(record, { colour: process.stdout.isTTY })}\n\nThe day, drawn: ${options.reportFile}\n`;
  if (!options.json) return say(table);
  process.stderr.write(table);
  say(`${JSON.stringify(record.summary)}\n`);
}

async function run(options: ReplayOptions, openPage: OpenPage): Promise<ReplayRecord> {
  const { fleetText, definition } = fleetOf(options);
  const { timeZone, meanHoldingTime } = definition;
  const traffic = parseTraffic(read(options.trafficFile), options.trafficFile, timeZone);
  const window = windowOf(traffic, timeZone, options);
  if (inWindow(traffic.bins, window).length === 0)
    throw new UsageError(`${options.trafficFile}: no calls in the days asked for`);
  const { scaleToChannels, seed, scenario } = options;
  const scale = scaleToChannels ? scaleFor(traffic, meanHoldingTime, scaleToChannels) : 1;
  const progress = createProgress(definition, window);
  const trafficName = basename(options.trafficFile);
  const inputs = { definition, fleetText, traffic, trafficName, window, scale, seed, scenario };
  const onOver = async (record: ReplayRecord) => {
    progress.clear();
    await tell(record, options);
  };
  const live = options.live && liveDay(options.live, { timeZone, window, onOver, openPage });
  try {
    return await replay({ ...inputs, live, onMinute: progress.show }).catch(explainPort);
  } finally {
    progress.clear();
    await live?.close();
  }
}

function fleetOf({ fleetFile, dispatch }: ReplayOptions) {
  const text = read(fleetFile);
  const written = parseDefinition(text, fleetFile);
  if (!dispatch) return { fleetText: text, definition: written };
  const fleetText = withDispatch(text, dispatch);
  return { fleetText, definition: parseDefinition(fleetText, fleetFile) };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`);
  }
}

/** Told before the day is run, not after. */
function checkWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new UsageError(`--report: ${dirname(file)} is no folder that can be written to`);
  }
}

function say(text: string): void {
  process.stdout.write(text);
}

/** What the user can mend is told in one line, without a stack. */
export function isForUser(error: unknown): error is Error {
  const kinds = [UsageError, DefinitionError, TrafficError];
  return kinds.some((kind) => error instanceof kind);
}
