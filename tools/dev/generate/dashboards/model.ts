import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  FieldColorModeId,
  type FieldConfig,
  GraphDrawStyle,
  type GraphFieldConfig,
  type GridPos,
  LegendDisplayMode,
  type Panel as Model,
  SortOrder,
  StackingMode,
  TableCellHeight,
  ThresholdsMode,
  TooltipDisplayMode,
  VisibilityMode,
} from '@grafana/schema'
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen'
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen'
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen'
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen'
import type { Panel, Thresholds } from './panel.ts'

export interface DataSource {
  readonly type: string
  readonly uid: string
}

/** The data source of `deploy/grafana/provisioning`. */
export const prometheus: DataSource = { type: 'prometheus', uid: 'prometheus' }

/** A panel as Grafana's own schema has it, at its place. */
export function modelOf(panel: Panel, id: number, gridPos: GridPos, datasource: DataSource): Model {
  const { type, title, description, unit, queries, thresholds } = panel
  return {
    id,
    type,
    title,
    description,
    datasource,
    gridPos,
    targets: queries.map(({ expr, legend, exemplar }, n) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + n),
      datasource,
      expr,
      ...(legend === '' ? {} : { legendFormat: legend }),
      ...formats[type],
      ...(exemplar === true ? { exemplar } : {}),
    })),
    fieldConfig: { defaults: { unit, ...colours(thresholds), ...style(panel) }, overrides: [] },
    options: options[type],
    ...(type === 'table' ? { transformations: [onlyLabels] } : {}),
  }
}

const formats: Readonly<Record<Panel['type'], object>> = {
  stat: { range: true },
  timeseries: { range: true },
  heatmap: { range: true, format: 'heatmap' },
  table: { instant: true, format: 'table' },
}

const options = {
  stat: {
    colorMode: BigValueColorMode.Value,
    graphMode: BigValueGraphMode.Area,
    textMode: BigValueTextMode.Auto,
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
  } satisfies Partial<stat.Options>,
  timeseries: {
    legend: { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
  } satisfies Partial<timeseries.Options>,
  heatmap: {
    calculate: false,
    cellGap: 1,
    yAxis: { unit: 's' },
  } satisfies Partial<heatmap.Options>,
  table: { showHeader: true, cellHeight: TableCellHeight.Sm } satisfies Partial<table.Options>,
}

function style({ type, stacked }: Panel): { custom?: GraphFieldConfig & Record<string, unknown> } {
  if (type !== 'timeseries') return {}
  return {
    custom: {
      drawStyle: GraphDrawStyle.Line,
      lineWidth: 1,
      showPoints: VisibilityMode.Never,
      spanNulls: false,
      fillOpacity: stacked === true ? 40 : 8,
      stacking: { mode: stacked === true ? StackingMode.Normal : StackingMode.None, group: 'A' },
    },
  }
}

/** Without thresholds each line has a colour of its own. */
function colours(thresholds: Thresholds | undefined): FieldConfig {
  if (thresholds === undefined) return { color: { mode: FieldColorModeId.PaletteClassic } }
  const { yellow, red, falling = false } = thresholds
  const [below, above] = falling ? ['red', 'green'] : ['green', 'red']
  const steps = [
    { color: below, value: null },
    ...(yellow === undefined ? [] : [{ color: 'yellow', value: yellow }]),
    { color: above, value: red },
  ]
  return {
    color: { mode: FieldColorModeId.Thresholds },
    thresholds: { mode: ThresholdsMode.Absolute, steps },
  }
}

/** A table of labels: the time, and the value, which is always 1, are left out. */
const onlyLabels = { id: 'organize', options: { excludeByName: { Time: true, Value: true } } }
