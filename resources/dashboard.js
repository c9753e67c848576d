// One dashboard for a stage, where it is asked for: three rows for each fleet, then the controller and what it decided.
import { alarmIdsOf as alarmIdsOfFleet, surgePercent } from './alarms-of-fleets.js';
import { alarmIdsOf as alarmIdsOfFunction } from './alarms-of-functions.js';
import { queriesOfController, queriesOfFleet } from './queries.js';
import { fleets, readService } from './service.js';
import { alarmStatus, flow, graph, heading, logGraph, logTable } from './widgets.js';

export async function template({ resolveVariable }) {
  const wanted = await resolveVariable('param:dashboard');
  if (wanted !== 'yes' && wanted !== 'no')
    throw new Error(`reading param dashboard: expected yes or no, found ${wanted}`);
  return wanted === 'yes' ? dashboardOf(await readService(resolveVariable)) : {};
}

function dashboardOf(service) {
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
  const drawn = queriesOfFleet(definition, service.functions).map((query) =>
    logGraph(query, { stacked: query.id === 'Slots' }),
  );
  return [
    heading(`## ${fleet}: ${description}`),
    ...drawn,
    utilisation(definition, service),
    { ...alarmStatus(`Alarms of ${fleet}`, alarmIdsOfFleet(definition)), width: 16 },
  ];
}

/** The controller counts per minute, the instances every ten seconds: a peak shows in theirs alone. */
function utilisation(definition, service) {
  const own = (rendering) => [...ofFleet('ChannelUtilisation', definition, service), rendering];
  const metrics = [
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

function controllerWidgets(service) {
  const { name, functions } = service;
  const ticks = fleets.map((definition) => [
    ...ofFleet('Ticks', definition, service),
    { label: `whole ticks of ${definition.fleet}` },
  ]);
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
    graph('Ticks', ticks, { stat: 'Sum' }),
    graph('Errors', each('Errors'), { stat: 'Sum' }),
    graph('Throttles', each('Throttles'), { stat: 'Sum' }),
    graph('Duration, ms', each('Duration')),
    {
      ...alarmStatus('Alarms of the controller', ['DeadLettersWaiting', ...alarms]),
      width: 16,
    },
    ...queriesOfController(functions).map(logTable),
  ];
}

function ofFleet(metric, { fleet }, { telemetry }) {
  return [telemetry.namespace, metric, 'service', telemetry.service, 'fleet', fleet];
}
