import { CustomChart, LineChart } from 'echarts/charts';
import {
  AxisPointerComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { PageData } from '../page-data.ts';
import { channelAxis, FONT, isLong, slotAxis, timeAxis, timeOf } from './axes.ts';
import { bandSeries, laneSeries } from './bands.ts';
import { DECIDER_COLOURS, type Palette } from './palette.ts';

echarts.use([
  LineChart,
  CustomChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  DataZoomComponent,
  AxisPointerComponent,
  SVGRenderer,
]);

const LANE_PX = 26;
/** All grids share their sides, whatever their labels need. */
const GRID = { left: 84, right: 30, outerBoundsMode: 'none' };
const CURVE = { top: 48, height: 300 };

/** The curve, the slots as lanes and what decided, over one axis of local time. */
export function drawCharts(element: HTMLElement, data: PageData, palette: Palette): () => void {
  const lanesHeight = Math.min(640, data.slots * LANE_PX);
  const lanesTop = CURVE.top + CURVE.height + 44;
  const deciderTop = lanesTop + lanesHeight + 34;
  element.style.height = `${deciderTop + (isLong(data) ? 84 : 44)}px`;
  const chart = echarts.init(element, null, { renderer: 'svg' });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: FONT, color: palette.text },
    legend: {
      top: 4,
      left: 76,
      icon: 'roundRect',
      itemHeight: 4,
      textStyle: { color: palette.text },
      itemGap: 28,
      data: CURVE_NAMES,
    },
    grid: [
      { ...GRID, top: CURVE.top, height: CURVE.height },
      { ...GRID, top: lanesTop, height: lanesHeight },
      { ...GRID, top: deciderTop, height: 16 },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: tooltipOf(data, palette),
    dataZoom: [
      { type: 'inside', xAxisIndex: [0, 1, 2], zoomOnMouseWheel: 'ctrl' },
      ...(isLong(data) ? [{ type: 'slider', xAxisIndex: [0, 1, 2], bottom: 4, height: 20 }] : []),
    ],
    xAxis: [0, 1, 2].map((gridIndex) => timeAxis(data, gridIndex, palette)),
    yAxis: [channelAxis(palette), slotAxis(data, palette), deciderAxis(palette)],
    series: [...curveSeries(data, palette), laneSeries(data.lanes), deciderSeries(data)],
  });
  const resize = () => chart.resize();
  addEventListener('resize', resize);
  return () => {
    removeEventListener('resize', resize);
    chart.dispose();
  };
}

const CURVE_NAMES = ['channels in use', 'busiest second', 'projected', 'planned capacity', 'limit'];

function deciderAxis({ text }: Palette) {
  const quiet = { axisLine: { show: false }, axisTick: { show: false } };
  return {
    type: 'category',
    gridIndex: 2,
    data: ['decided by'],
    axisLabel: { color: text },
    ...quiet,
  };
}

function curveSeries({ points, planned, limit }: PageData, palette: Palette) {
  const line = (name: string, colour: string, values: readonly number[], style: object = {}) => ({
    name,
    type: 'line',
    showSymbol: false,
    color: colour,
    lineStyle: { color: colour, width: 2 },
    data: points.map(({ atMs }, index) => [atMs, values[index]]),
    ...style,
  });
  const area = { areaStyle: { opacity: 0.16 } };
  const [inUse = '', busiest = '', projected = '', capacity = '', hard = ''] = CURVE_NAMES;
  return [
    line(
      inUse,
      palette.load,
      points.map(({ channelsMean }) => channelsMean),
      area,
    ),
    line(
      busiest,
      palette.peak,
      points.map(({ channelsMax }) => channelsMax),
      {
        lineStyle: { color: palette.peak, width: 1, opacity: 0.7 },
      },
    ),
    line(
      projected,
      palette.projected,
      points.map((point) => point.projected),
      {
        lineStyle: { color: palette.projected, width: 2, type: 'dashed' },
      },
    ),
    line(
      capacity,
      palette.capacity,
      points.map(({ serving }) => serving * planned),
      { step: 'end' },
    ),
    line(
      hard,
      palette.limit,
      points.map(({ serving }) => serving * limit),
      {
        step: 'end',
        lineStyle: { color: palette.limit, width: 1, type: 'dotted' },
      },
    ),
  ];
}

function deciderSeries({ deciders }: PageData) {
  const spans = deciders.map(({ fromMs, toMs, by }) => ({
    value: [fromMs, toMs, 0],
    itemStyle: { color: DECIDER_COLOURS[by] ?? '#888888' },
  }));
  return bandSeries('decided by', 2, 1, spans);
}

function tooltipOf(data: PageData, { panel, text, faint }: Palette) {
  const format = timeOf(data);
  return {
    trigger: 'axis',
    backgroundColor: panel,
    borderColor: faint,
    textStyle: { color: text },
    formatter: (marks: unknown) => {
      const [mark] = marks as readonly { readonly value?: readonly number[] }[];
      const atMs = mark?.value?.[0] ?? data.fromMs;
      const point = data.points.findLast((each) => each.atMs <= atMs);
      if (!point) return '';
      const { channelsMean, channelsMax, projected, serving, desired, decidedBy } = point;
      return [
        `<b>${format(point.atMs)}</b>`,
        `${channelsMean} channels in use, ${channelsMax} at most`,
        `${projected} projected`,
        `${serving} in service, ${desired} wanted by the ${decidedBy}`,
      ].join('<br>');
    },
  };
}
