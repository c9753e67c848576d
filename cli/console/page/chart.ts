import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { channelAxis, FONT, slotAxis, timeAxis } from '../../../local/report/page/axes.ts';
import { laneSeries } from '../../../local/report/page/bands.ts';
import type { Palette } from '../../../local/report/page/palette.ts';
import type { View } from '../view.ts';
import type { Geometry } from './geometry.ts';

echarts.use([LineChart, CustomChart, GridComponent, MarkLineComponent, SVGRenderer]);

const LABEL = { fontSize: 14 };

export interface DayChart {
  draw(view: View, palette: Palette, geometry: Geometry): void;
}

/** The day's curve over the slots' lanes, on one axis of the fleet's time. */
export function createDayChart(element: HTMLElement): DayChart {
  const chart = echarts.init(element, null, { renderer: 'svg' });
  return {
    draw: (view, palette, geometry) => {
      element.style.height = `${geometry.height}px`;
      chart.resize();
      chart.setOption(optionOf(view, palette, geometry), { notMerge: true });
    },
  };
}

function optionOf(view: View, palette: Palette, geometry: Geometry) {
  const { left, right, curveTop, curveHeight, lanesTop, laneHeight, isWide } = geometry;
  const { slotsMax: slots } = view;
  const side = { left, right, outerBoundsMode: 'none' };
  const lanes = slotAxis({ slots }, palette);
  return {
    animation: false,
    silent: true,
    textStyle: { fontFamily: FONT, color: palette.text },
    grid: [
      { ...side, top: curveTop, height: curveHeight },
      { ...side, top: lanesTop, height: laneHeight * slots },
    ],
    xAxis: [0, 1].map((index) => withLabel(timeAxis(view, index, palette))),
    yAxis: [
      channelsOf(view, palette),
      { ...lanes, data: numbers(slots), axisLabel: { ...lanes.axisLabel, show: !isWide } },
    ],
    series: [...curves(view, palette), laneSeries(view.lanes), nowLine(view, palette)],
  };
}

/** With air above the most that all slots are planned for, and above what has come. */
function channelsOf({ slotsMax, planned, actual, projected }: View, palette: Palette) {
  const axis = withLabel(channelAxis(palette));
  const axisLabel = { ...axis.axisLabel, showMaxLabel: false };
  const seen = [...actual, ...projected].map(([, channels]) => channels);
  return { ...axis, max: Math.max(slotsMax * planned, ...seen) + 0.4 * planned, axisLabel };
}

function numbers(slots: number): string[] {
  return Array.from({ length: slots }, (_, index) => `${index + 1}`);
}

function withLabel<Axis extends { readonly axisLabel: object }>(axis: Axis) {
  return { ...axis, axisPointer: { show: false }, axisLabel: { ...axis.axisLabel, ...LABEL } };
}

type Data = readonly (readonly [number, number])[];

function curves({ actual, projected, capacity, ahead }: View, palette: Palette) {
  const line = (data: Data, color: string, style: object, more: object = {}) => ({
    type: 'line',
    showSymbol: false,
    data,
    color,
    lineStyle: { color, ...style },
    ...more,
  });
  const step = { step: 'end' };
  return [
    line(actual, palette.load, { width: 3 }, { areaStyle: { opacity: 0.18 } }),
    line(projected, palette.projected, { width: 2, type: 'dashed' }),
    line(capacity, palette.capacity, { width: 3 }, step),
    line(ahead, palette.capacity, { width: 2, type: 'dotted' }, step),
  ];
}

/** Through the curve and the lanes. */
function nowLine({ atMs }: View, { text }: Palette) {
  return {
    type: 'line',
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: [],
    markLine: {
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: text, width: 1.5, type: 'solid', opacity: 0.8 },
      data: [{ xAxis: atMs }],
    },
  };
}
