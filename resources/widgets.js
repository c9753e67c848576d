// The pieces of a dashboard, and where they go. Source: CloudWatch, Dashboard Body Structure.

const COLUMNS = 24;

/** Left to right and then down, as one reads; a row is as high as its highest widget. */
export function flow(widgets) {
  let [x, y, height] = [0, 0, 0];
  return widgets.map((widget) => {
    if (x + widget.width > COLUMNS) [x, y, height] = [0, y + height, 0];
    const placed = { ...widget, x, y };
    x += widget.width;
    height = Math.max(height, widget.height);
    return placed;
  });
}

export function heading(markdown) {
  return {
    type: 'text',
    width: COLUMNS,
    height: 1,
    properties: { markdown, background: 'transparent' },
  };
}

/** `yAxis`, `annotations` and the rest of what a metric widget knows may be given as they are. */
export function graph(title, metrics, properties = {}) {
  return {
    type: 'metric',
    width: 8,
    height: 6,
    properties: {
      title,
      region: `\${AWS::Region}`,
      view: 'timeSeries',
      stat: 'Maximum',
      period: 60,
      // Numbers of calls and instances mean little without their distance from zero.
      yAxis: { left: { min: 0 }, right: { min: 0 } },
      metrics,
      ...properties,
    },
  };
}

export function alarmStatus(title, ids) {
  const alarms = ids.map((id) => `\${${id}.Arn}`);
  return { type: 'alarm', width: 8, height: 6, properties: { title, alarms } };
}

/** What a query counts, over time. */
export function logGraph(query, properties = {}) {
  return { ...logWidget(query, { view: 'timeSeries', ...properties }), width: 8, height: 6 };
}

/** The lines that a query finds. */
export function logTable(query) {
  return { ...logWidget(query, { view: 'table' }), width: COLUMNS, height: 8 };
}

function logWidget({ title, functions, lines }, properties) {
  const sources = functions.map(({ id }) => `SOURCE '\${${id}LogGroup}'`);
  const query = [...sources, ...lines].join(' | ');
  return { type: 'log', properties: { title, region: `\${AWS::Region}`, query, ...properties } };
}
