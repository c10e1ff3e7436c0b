import type { Json } from "./content-item.ts";

type Box = { x: number; y: number; width: number; height: number };
type Compute = { aggregation: "count" | "cardinality" | "pc95" | "sum"; metric?: string };
type Logs = { search: string; compute?: Compute; by?: string };
type Widget = { [name: string]: Json };

const asCount: Compute = { aggregation: "count" };

/** One figure; `alarming` shows anything above zero in red. */
export function figure(title: string, logs: Logs, layout: Box, alarming = false): Widget {
  return widget(title, layout, {
    type: "query_value",
    autoscale: true,
    precision: 0,
    requests: [
      {
        response_format: "scalar",
        queries: [queryOf(logs)],
        formulas: [{ formula: "query1" }],
        ...(alarming && { conditional_formats: [{ comparator: ">", value: 0, palette: "white_on_red" }] }),
      },
    ],
  });
}

export function overTime(title: string, logs: Logs, layout: Box, display: "bars" | "line" = "bars"): Widget {
  return widget(title, layout, {
    type: "timeseries",
    show_legend: true,
    requests: [
      {
        response_format: "timeseries",
        queries: [queryOf(logs)],
        formulas: [{ formula: "query1" }],
        style: { palette: "dog_classic", line_type: "solid", line_width: "normal" },
        display_type: display,
      },
    ],
  });
}

/** Two lines that should be one. */
export function compared(title: string, series: readonly [named: string, logs: Logs][], layout: Box): Widget {
  return widget(title, layout, {
    type: "timeseries",
    show_legend: true,
    requests: [
      {
        response_format: "timeseries",
        queries: series.map(([, logs], index) => queryOf(logs, `query${index + 1}`)),
        formulas: series.map(([alias], index) => ({ formula: `query${index + 1}`, alias })),
        style: { palette: "dog_classic", line_type: "solid", line_width: "normal" },
        display_type: "bars",
      },
    ],
  });
}

export function topList(title: string, logs: Logs & { by: string }, layout: Box): Widget {
  return widget(title, layout, {
    type: "toplist",
    requests: [
      {
        response_format: "scalar",
        queries: [queryOf(logs)],
        formulas: [{ formula: "query1" }],
        sort: { count: 10, order_by: [{ type: "formula", index: 0, order: "desc" }] },
      },
    ],
  });
}

/** The newest logs themselves. */
export function logList(title: string, search: string, columns: readonly string[], layout: Box): Widget {
  return widget(title, layout, {
    type: "list_stream",
    requests: [
      {
        response_format: "event_list",
        query: { data_source: "logs_stream", query_string: search, indexes: [] },
        columns: columns.map((field) => ({ field, width: "auto" })),
      },
    ],
  });
}

function widget(title: string, layout: Box, definition: Widget): Widget {
  return { definition: { title, title_size: "16", title_align: "left", ...definition }, layout };
}

function queryOf({ search, compute = asCount, by }: Logs, name = "query1"): Json {
  const sort = { aggregation: compute.aggregation, order: "desc", ...(compute.metric && { metric: compute.metric }) };
  return {
    data_source: "logs",
    name,
    indexes: ["*"],
    search: { query: search },
    compute,
    ...(by && { group_by: [{ facet: by, limit: 10, sort }] }),
  };
}
