import type { SinkField, SinkKind } from "#lib/sinks/schemas.ts";

type Words = {
  label: string;
  /** What the address of such a sink looks like. */
  address: string;
  addressHint: string;
  key: { label: string; hint: string } | null;
};

const datadogKey = { label: "API key", hint: "Of Organization Settings, API Keys." };

/** How each kind of sink is called, and what it wants to know. */
export const sinkKinds: Record<SinkKind, Words> = {
  datadog: {
    label: "Datadog",
    address: "https://http-intake.logs.datadoghq.com",
    addressHint: "The logs intake.",
    key: datadogKey,
  },
  "datadog-changes": {
    label: "Datadog change events",
    address: "https://event-management-intake.datadoghq.com",
    addressHint: "The events intake. It gets approved calls that have run.",
    key: datadogKey,
  },
  webhook: {
    label: "Webhook",
    address: "https://hooks.example.com/holdpoint",
    addressHint: "Gets signed POST requests (Standard Webhooks).",
    key: { label: "Signing secret", hint: "whsec_ and base64 of 24 to 64 random bytes." },
  },
  otlp: {
    label: "OpenTelemetry logs (OTLP)",
    address: "https://otlp.example.com:4318",
    addressHint: "The collector; /v1/logs is added where no path is given.",
    key: { label: "Value of the header", hint: "Such as Bearer and a token; empty where the collector wants none." },
  },
  splunk: {
    label: "Splunk (HEC)",
    address: "https://splunk.example.com:8088",
    addressHint: "The HTTP Event Collector.",
    key: { label: "Token", hint: "Of the HTTP Event Collector." },
  },
  elasticsearch: {
    label: "Elasticsearch",
    address: "https://elastic.example.com:9200",
    addressHint: "Elasticsearch, or what understands its bulk requests.",
    key: { label: "API key", hint: "Encoded, as Elasticsearch shows it, or user:password; empty where it wants none." },
  },
  syslog: {
    label: "Syslog over TLS",
    address: "tls://logs.example.com:6514",
    addressHint: "RFC 5424 messages over TLS (RFC 5425).",
    key: null,
  },
  s3: {
    label: "S3 and the like",
    address: "https://bucket.s3.eu-central-1.amazonaws.com/audit",
    addressHint: "Bucket and prefix. Gets objects of gzipped JSON lines.",
    key: { label: "Secret access key", hint: "Of a key that may put objects there." },
  },
  folder: {
    label: "Folder",
    address: "file:///audit",
    addressHint: "A folder inside the one that the operator set with SINK_FOLDER.",
    key: null,
  },
};

export const sinkFields: Record<SinkField, string> = {
  userId: "Subject of the person",
  userName: "Name of the person",
  agent: "Agent",
  operation: "Operation",
  tool: "Tool",
  approver: "Approver",
  reason: "Reason",
  clientIp: "Address of the client",
  requestBytes: "Size of the request",
  responseBytes: "Size of the answer",
  attrs: "Further attributes",
};

export const isDatadog = (kind: SinkKind): boolean => kind.startsWith("datadog");
