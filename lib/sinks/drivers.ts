import { datadogChangesDriver } from "./datadog-changes/driver.ts";
import { datadogDriver } from "./datadog/driver.ts";
import { elasticsearchDriver } from "./elasticsearch/driver.ts";
import { folderDriver } from "./folder/driver.ts";
import { otlpDriver } from "./otlp/driver.ts";
import { s3Driver } from "./s3/driver.ts";
import type { SinkKind } from "./schemas.ts";
import type { SinkDriver } from "./sink-driver.ts";
import { splunkDriver } from "./splunk/driver.ts";
import { syslogDriver } from "./syslog/driver.ts";
import { webhookDriver } from "./webhook/driver.ts";

const drivers: Record<SinkKind, SinkDriver> = {
  datadog: datadogDriver,
  "datadog-changes": datadogChangesDriver,
  webhook: webhookDriver,
  otlp: otlpDriver,
  splunk: splunkDriver,
  elasticsearch: elasticsearchDriver,
  syslog: syslogDriver,
  s3: s3Driver,
  folder: folderDriver,
};

export function driverOf(kind: SinkKind): SinkDriver {
  return drivers[kind];
}
