import { randomInt } from "node:crypto";
import { errorV1, errorV2, textOf } from "./answer.ts";
import type { Answer, Request } from "./answer.ts";
import { searchLogs } from "./logs.ts";
import type { Logs } from "./logs.ts";

const keptObjects = 1_000;

export type Stored = Record<string, unknown>;
export type Objects = { dashboards: Map<string, Stored>; monitors: Map<string, Stored> };

type Keys = { apiKey: string; appKey: string };

/** The part of Datadog's API that answers JSON: validate, dashboards, monitors, log search. Undefined: no such path. */
export function answerApi(request: Request, keys: Keys, objects: Objects, logs: Logs): Answer | undefined {
  const [, , version, resource, ...rest] = request.path.split("/");
  const known = /^(v1\/(validate|dashboard|monitor)|v2\/logs)$/.test(`${version}/${resource}`);
  if (!known) return undefined;
  const forbidden = checkKeys(request, keys, resource !== "validate");
  if (forbidden) return forbidden;

  if (resource === "validate") return request.method === "GET" ? { status: 200, body: { valid: true } } : undefined;
  if (resource === "dashboard") return answerDashboards(request, rest[0], objects.dashboards);
  if (resource === "monitor") {
    return rest[0] === undefined
      ? answerMonitors(request, objects.monitors)
      : answerMonitor(request, rest[0], objects.monitors);
  }
  return /^events(\/search)?$/.test(rest.join("/")) ? answerSearch(request, logs) : undefined;
}

function checkKeys(request: Request, keys: Keys, wantsAppKey: boolean): Answer | undefined {
  const right =
    request.headers["dd-api-key"] === keys.apiKey &&
    (!wantsAppKey || request.headers["dd-application-key"] === keys.appKey);
  return right ? undefined : errorV1(403, "Forbidden");
}

function answerDashboards(
  request: Request,
  id: string | undefined,
  dashboards: Map<string, Stored>,
): Answer | undefined {
  const now = new Date().toISOString();
  if (id === undefined) {
    if (request.method === "GET") {
      const from = Number(request.query.get("start") ?? 0);
      const listed = [...dashboards.values()].slice(from, from + Number(request.query.get("count") ?? 100));
      return { status: 200, body: { dashboards: listed.map(summary) } };
    }
    if (request.method !== "POST") return undefined;
    const given = parseObject(request.body);
    const problem = dashboardProblem(given);
    if (!given || problem) return errorV1(400, problem ?? "The value provided is not a JSON object");
    const newId = [3, 3, 3].map((length) => randomLetters(length)).join("-");
    const fixed = { id: newId, url: `/dashboard/${newId}`, author_handle: "holdpoint@example.com", created_at: now };
    const dashboard = { ...given, ...fixed, modified_at: now };
    dashboards.set(newId, dashboard);
    dropOldest(dashboards);
    return { status: 200, body: dashboard };
  }
  const present = dashboards.get(id);
  if (!present) return errorV1(404, `Dashboard with ID ${id} not found`);
  if (request.method === "GET") return { status: 200, body: present };
  if (request.method === "DELETE") {
    dashboards.delete(id);
    return { status: 200, body: { deleted_dashboard_id: id } };
  }
  if (request.method !== "PUT") return undefined;
  const given = parseObject(request.body);
  const problem = dashboardProblem(given);
  if (!given || problem) return errorV1(400, problem ?? "The value provided is not a JSON object");
  const changed = {
    ...given,
    id,
    url: present["url"],
    author_handle: present["author_handle"],
    created_at: present["created_at"],
    modified_at: now,
  };
  dashboards.set(id, changed);
  return { status: 200, body: changed };
}

function dashboardProblem(given: Stored | undefined): string | undefined {
  if (!given) return "The value provided is not a JSON object";
  if (typeof given["title"] !== "string" || given["title"] === "") return "The 'title' field is required";
  if (!["ordered", "free"].includes(textOf(given["layout_type"]))) return "The 'layout_type' field is invalid";
  if (!Array.isArray(given["widgets"])) return "The 'widgets' field is required";
  return undefined;
}

function summary(dashboard: Stored): Stored {
  const fields = ["id", "title", "description", "layout_type", "url", "author_handle", "created_at", "modified_at"];
  return Object.fromEntries(fields.filter((name) => name in dashboard).map((name) => [name, dashboard[name]]));
}

function answerMonitors(request: Request, monitors: Map<string, Stored>): Answer | undefined {
  if (request.method === "GET") {
    const wanted = (request.query.get("monitor_tags") ?? "").split(",").filter(Boolean);
    const size = Number(request.query.get("page_size") ?? 1_000);
    const from = Number(request.query.get("page") ?? 0) * size;
    const tagged = [...monitors.values()].filter(({ tags }) =>
      wanted.every((tag) => Array.isArray(tags) && tags.includes(tag)),
    );
    return { status: 200, body: tagged.slice(from, from + size) };
  }
  if (request.method !== "POST") return undefined;
  const given = parseObject(request.body);
  if (typeof given?.["query"] !== "string" || typeof given["type"] !== "string") {
    return errorV1(400, "The value provided for parameter 'query' or 'type' is invalid");
  }
  const now = new Date().toISOString();
  const monitor = { ...given, id: randomInt(10_000_000, 99_999_999), created: now, modified: now };
  monitors.set(String(monitor.id), monitor);
  dropOldest(monitors);
  return { status: 200, body: monitor };
}

function answerMonitor(request: Request, id: string, monitors: Map<string, Stored>): Answer | undefined {
  const present = monitors.get(id);
  if (!present) return errorV1(404, "Monitor not found");
  if (request.method === "GET") return { status: 200, body: present };
  if (request.method === "DELETE") {
    monitors.delete(id);
    return { status: 200, body: { deleted_monitor_id: Number(id) } };
  }
  if (request.method !== "PUT") return undefined;
  const given = parseObject(request.body);
  if (!given) return errorV1(400, "The value provided is not a JSON object");
  const { id: fixed, created, type } = present;
  const changed = { ...present, ...given, id: fixed, created, type, modified: new Date().toISOString() };
  monitors.set(id, changed);
  return { status: 200, body: changed };
}

function answerSearch(request: Request, logs: Logs): Answer | undefined {
  if (request.method !== "POST" && request.method !== "GET") return undefined;
  const body = request.method === "POST" ? parseObject(request.body) : {};
  if (!body) return errorV2(400, "Bad Request", "the body is not a JSON object");
  const filter = (body["filter"] ?? {}) as Stored;
  const page = (body["page"] ?? {}) as Stored;
  const query = textOf(filter["query"] ?? request.query.get("filter[query]"), "*");
  const limit = Math.min(Number(page["limit"] ?? request.query.get("page[limit]") ?? 10) || 10, 1_000);
  const newest = searchLogs(logs.all(), query).slice(-limit).toReversed();
  const data = newest.map(({ id, attributes }) => {
    const { message, service, status, timestamp } = attributes;
    return { id, type: "log", attributes: { message, service, status, timestamp, attributes } };
  });
  return { status: 200, body: { data, meta: { status: "done" } } };
}

function parseObject(body: Buffer): Stored | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Stored) : undefined;
  } catch {
    return undefined;
  }
}

function dropOldest(objects: Map<string, Stored>): void {
  const oldest = objects.keys().next();
  if (objects.size > keptObjects && !oldest.done) objects.delete(oldest.value);
}

function randomLetters(length: number): string {
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}
