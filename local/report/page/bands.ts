import type { CustomSeriesRenderItemAPI } from 'echarts';
import type { LaneSpan } from '../../replay/record.ts';
import { STATE_COLOURS } from './palette.ts';

/** The slots' lives, each slot in its row of the second axis. */
export function laneSeries(lanes: readonly LaneSpan[]) {
  const spans = lanes.map(({ slot, state, fromMs, toMs }) => ({
    value: [fromMs, toMs, slot - 1],
    itemStyle: { color: STATE_COLOURS[state] },
  }));
  return bandSeries('slots', 1, 0.72, spans);
}

/** Stretches of time as bars: from, to, and the row. */
export function bandSeries(name: string, axis: number, share: number, data: readonly object[]) {
  return {
    name,
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    clip: true,
    tooltip: { show: false },
    encode: { x: [0, 1], y: 2 },
    data,
    renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => {
      const [x = 0, y = 0] = api.coord([api.value(0), api.value(2)]);
      const [endX = 0] = api.coord([api.value(1), api.value(2)]);
      const [, rowHeight = 0] = (api.size?.([0, 1]) ?? []) as number[];
      const height = rowHeight * share;
      const shape = { x, y: y - height / 2, width: Math.max(1, endX - x), height };
      return { type: 'rect', shape, style: { fill: api.visual('color') } };
    },
  };
}
