import type { PreflightReport } from '../../shared/usecases/preflight/preflight.ts';
import { command } from '../command.ts';
import { eventOf, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { EXIT } from '../errors.ts';
import { columns } from '../output/columns.ts';
import { styled } from '../output/style.ts';
import type { Terminal } from '../terminal.ts';

interface Answer {
  readonly fleets: readonly PreflightReport[];
}

/** What would stand in the way of the next launches. */
export const preflight = command({
  synopsis: 'preflight',
  says: `Looks now for what would stand in the way of the next launches: rights (by dry run), template, image, addresses,
subnets, vCPU quota, who is subscribed, and SMS. By itself the controller looks an hour before each rise.`,
  options: CONNECTION,
  examples: ['asterfleet preflight', 'asterfleet preflight --fleet in-ngn --json'],
  more: 'It ends with 4 when something failed, and what could not be read is `unknown`, which stops nothing.',
  run: async ({ values, terminal }) => {
    const answer = await withFunctions({ values, terminal }, (functions) =>
      functions.invoke<Answer>('preflightFleet', eventOf({ fleet: values.fleet })),
    );
    const { fleets } = answer;
    if (values.json) terminal.out(`${JSON.stringify(answer)}\n`);
    else terminal.out(fleets.map((report) => textOf(report, terminal)).join(''));
    const checks = fleets.flatMap((report) => report.checks ?? []);
    return checks.some(({ result }) => result === 'failed') ? EXIT.notWell : EXIT.done;
  },
});

const STYLES = { ok: 'green', failed: 'red', unknown: 'yellow' } as const;

function textOf({ fleet, checks = [] }: PreflightReport, terminal: Terminal): string {
  const failed = checks.filter(({ result }) => result === 'failed').length;
  const verdict =
    failed === 0 ? 'nothing stands in the way' : `${failed} of ${checks.length} failed`;
  const lines = checks.flatMap(({ check, result, says, whatToDo }) => [
    [styled(terminal, STYLES[result], result), check, says],
    ...(whatToDo && result !== 'ok' ? [['', '', `what to do: ${whatToDo}`]] : []),
  ]);
  return `${fleet}: ${verdict}\n${columns(lines)}`;
}
