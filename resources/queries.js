// What the logs are asked: the one text of each question, for the saved queries and for the dashboard.

/** Of one fleet, drawn over time from the line that each of its ticks writes (shared/usecases/reconcile/report.ts). */
export function queriesOfFleet({ fleet }, functions) {
  const drawn = (id, title, ...series) => ({
    id,
    title,
    functions: ticksIn(functions),
    lines: [
      `filter message = 'reconciled' and fleet = '${fleet}'`,
      `stats ${series.join(', ')} by bin(1m)`,
    ],
  });
  return [
    drawn('Demand', 'Demand against capacity', 'max(desired)', 'max(serving)', 'max(coming)'),
    drawn('Calls', 'Channels in use', 'max(channels)'),
    drawn('Attempts', 'Call attempts a second', 'max(attemptsPerSecond)'),
    drawn('Utilisation', 'Percent of the limit, as the controller sees it', 'max(utilisation)'),
    drawn(
      'Slots',
      'Slots by state',
      ...['serving', 'coming', 'draining', 'stopping', 'vacant'].map((state) => `max(${state})`),
    ),
    drawn(
      'Attention',
      'What a person may have to look at',
      ...['attention', 'silent', 'unhealthy', 'overdue'].map((count) => `max(${count})`),
      'max(unacknowledgedMs / 60000) as minutesUnacknowledged',
    ),
  ];
}

/** Of the controller: the newest lines of its functions. */
export function queriesOfController(functions) {
  return [
    latest('Decisions', ticksIn(functions), [
      'fields @timestamp, fleet, desired, decidedBy, detail',
      "filter message = 'reconciled'",
    ]),
    // Lambda itself writes no level when it ends a function, but a status.
    latest('Errors', functions, [
      'fields @timestamp, @log, message, error.message, record.status',
      "filter level in ['ERROR', 'CRITICAL', 'FATAL'] or record.status in ['error', 'failure', 'timeout']",
    ]),
    // Which function refused, and what was wrong; what was sent is not in the log.
    latest('Refusals', functions, [
      'fields @timestamp, @log, code, because',
      "filter message = 'refused'",
    ]),
  ];
}

function latest(id, functions, lines) {
  return {
    id,
    title: `Latest ${id.toLowerCase()}`,
    functions,
    lines: [...lines, 'sort @timestamp desc', 'limit 50'],
  };
}

function ticksIn(functions) {
  return functions.filter(({ name }) => name === 'reconcileFleet');
}
