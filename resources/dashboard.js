// One dashboard for a stage: two rows for each fleet, then the controller and what it decided.
import { alarmIdsOf as alarmIdsOfFleet, surgePercent } from './alarms-of-fleets.js';
import { alarmIdsOf as alarmIdsOfFunction } from './alarms-of-functions.js';
import { fleets, readService } from './service.js';
import { alarmStatus, flow, graph, heading, logTable } from './widgets.js';

export async function template({ resolveVariable }) {
  const service = await readService(resolveVariable);
  const widgets = [
    ...fleets.flatMap((fleet) => fleetWidgets(fleet, service)),
    ...controllerWidgets(service),
  ];
  const body = JSON.stringify({ start: '-PT12H', widgets: flow(widgets) });
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: service.name, DashboardBody: { 'Fn::Sub': body } },
      },
    },
  };
}

function fleetWidgets(definition, service) {
  const { fleet, description } = definition;
  const { telemetry } = service;
  const of = (name, rendering = {}) => [
    telemetry.namespace,
    name,
    'service',
    telemetry.service,
    'fleet',
    fleet,
    { label: name, ...rendering },
  ];
  return [
    heading(`## ${fleet}: ${description}`),
    graph('Instances: demand against capacity', [of('desired'), of('serving'), of('coming')]),
    graph('Calls', [
      of('channels'),
      of('attemptsPerSecond', { yAxis: 'right', label: 'attempts per second' }),
    ]),
    utilisation(definition, of),
    graph(
      'Slots by state',
      ['serving', 'coming', 'draining', 'stopping', 'vacant'].map((name) => of(name)),
      {
        stacked: true,
      },
    ),
    graph('What a person may have to look at', [
      of('silent'),
      of('unhealthy'),
      of('overdue'),
      of('unacknowledgedSeconds', { yAxis: 'right', label: 'seconds unacknowledged' }),
    ]),
    alarmStatus(`Alarms of ${fleet}`, alarmIdsOfFleet(definition)),
  ];
}

/** The controller counts per minute, the instances every ten seconds: a peak shows in theirs alone. */
function utilisation(definition, of) {
  const own = (rendering) => of('ChannelUtilisation', rendering);
  const metrics = [
    of('utilisation', { label: 'fleet, as the controller sees it' }),
    own({ label: 'mean of the instances', stat: 'Average' }),
    own({ label: 'fullest instance' }),
  ];
  const { planned: channels, limit } = definition.channels;
  const planned = { label: 'planned', value: Math.floor((100 * channels) / limit) };
  const surge = { label: 'surge', value: surgePercent(definition) };
  return graph('Utilisation, percent of the limit', metrics, {
    yAxis: { left: { min: 0, max: 100 } },
    annotations: { horizontal: [planned, surge] },
  });
}

function controllerWidgets({ name, telemetry, functions }) {
  const own = (metric, label) => [
    telemetry.namespace,
    metric,
    'service',
    telemetry.service,
    { label },
  ];
  const ticksOf = ({ fleet }) => [
    telemetry.namespace,
    'Ticks',
    'service',
    telemetry.service,
    'fleet',
    fleet,
    { label: `whole ticks of ${fleet}` },
  ];
  const each = (metric) =>
    functions.map((one) => [
      'AWS/Lambda',
      metric,
      'FunctionName',
      `\${${one.id}LambdaFunction}`,
      { label: one.name },
    ]);
  const alarms = functions.flatMap(alarmIdsOfFunction);
  return [
    heading(`## The controller of ${name}`),
    graph('Ticks', [...fleets.map(ticksOf), own('Refused', 'refused')], { stat: 'Sum' }),
    graph('Errors', each('Errors'), { stat: 'Sum' }),
    graph('Throttles', each('Throttles'), { stat: 'Sum' }),
    graph('Duration, ms', each('Duration')),
    {
      ...alarmStatus('Alarms of the controller', ['DeadLettersWaiting', ...alarms]),
      width: 16,
    },
    decisions(functions),
    errors(functions),
    refusals(functions),
  ];
}

function decisions(functions) {
  const tick = functions.filter(({ name }) => name === 'reconcileFleet');
  return logTable('Latest decisions', tick, [
    'fields @timestamp, fleet, desired, decidedBy, detail',
    "filter message = 'reconciled'",
    'sort @timestamp desc',
    'limit 50',
  ]);
}

/** Lambda itself writes no level when it ends a function, but a status. */
function errors(functions) {
  return logTable('Latest errors', functions, [
    'fields @timestamp, @log, message, error.message, record.status',
    "filter level in ['ERROR', 'CRITICAL', 'FATAL'] or record.status in ['error', 'failure', 'timeout']",
    'sort @timestamp desc',
    'limit 50',
  ]);
}

/** Which function refused, and what was wrong; what was sent is not in the log. */
function refusals(functions) {
  return logTable('Latest refusals', functions, [
    'fields @timestamp, @log, code, because',
    "filter message = 'refused'",
    'sort @timestamp desc',
    'limit 50',
  ]);
}
