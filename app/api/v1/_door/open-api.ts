import { z } from "zod";
import type { Operation } from "./define-operation.ts";
import { problemTitles } from "./problem.ts";
import { sharedSchemas } from "./shared-schemas.ts";

type Json = Record<string, unknown>;

const Problem = z.object({
  type: z.string().describe("urn:holdpoint:problem:<code>"),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe("A sentence with a remedy."),
  code: z.enum(Object.keys(problemTitles) as (keyof typeof problemTitles)[]),
  fields: z.record(z.string(), z.string()).optional().describe("Path of a field → what is wrong with it."),
});

/** The OpenAPI 3.1 document of `operations`, made of the schemas that the door parses with. */
export function openApiDocument(operations: readonly Operation[], serverUrl: string): Json {
  const inputs = new SchemaNames("input");
  const outputs = new SchemaNames("output");
  for (const [name, schema] of Object.entries(sharedSchemas)) {
    inputs.add(`${name}Input`, schema);
    outputs.add(name, schema);
  }
  const problem = outputs.add("Problem", Problem);
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const name = operation.id[0]?.toUpperCase() + operation.id.slice(1);
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = {
      operationId: operation.id,
      tags: [operation.tag],
      summary: operation.summary,
      parameters: [...pathParameters(operation.path), ...queryParameters(operation.query)],
      ...(operation.body && {
        requestBody: { required: true, content: body(inputs.add(`${name}Body`, operation.body)) },
      }),
      responses: {
        [operation.status ?? 200]: {
          description: "Done.",
          content: isFile(operation) ? file : body(outputs.add(`${name}Answer`, operation.answer)),
        },
        default: {
          description: "Refused or failed.",
          content: { "application/problem+json": { schema: ref(problem) } },
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Holdpoint",
      version: "1",
      description: "Everything that the console can change. Send an API key as Authorization: Bearer. See docs/api.md.",
    },
    servers: [{ url: serverUrl }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", bearerFormat: "hpk_…" } },
      schemas: { ...outputs.toSchemas(), ...inputs.toSchemas() },
    },
  };
}

const file = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

function isFile({ answer }: Operation): boolean {
  return answer.safeParse(new Response()).success;
}

/** Schemas under the names they have in the document; one that comes again keeps its first name. */
class SchemaNames {
  readonly #io: "input" | "output";
  readonly #registry = z.registry<{ id: string }>();

  constructor(io: "input" | "output") {
    this.#io = io;
  }

  add(name: string, schema: z.ZodType): string {
    const known = this.#registry.get(schema)?.id;
    if (known === undefined) this.#registry.add(schema, { id: name });
    return known ?? name;
  }

  toSchemas(): Record<string, Json> {
    // What refers to itself is put aside by zod; it gets a place and a name like the rest.
    const aside = `Nested${this.#io === "input" ? "Input" : ""}_`;
    const { schemas } = z.toJSONSchema(this.#registry, {
      io: this.#io,
      uri: (id) => `#/components/schemas/${id}`,
      ...representation,
    });
    const text = JSON.stringify(schemas).replaceAll("/__shared#/$defs/", `/${aside}`);
    const { __shared: nested, ...named } = JSON.parse(text) as Record<string, Json & { $defs?: Record<string, Json> }>;
    const all = [
      ...Object.entries(named),
      ...Object.entries(nested?.$defs ?? {}).map(([name, schema]) => [aside + name, schema] as const),
    ];
    return Object.fromEntries(all.map(([name, schema]) => [name, withoutIds(schema)]));
  }
}

/** JSON has no dates: they are sent and answered as RFC 3339 text. */
const representation: Pick<NonNullable<Parameters<typeof z.toJSONSchema>[1]>, "unrepresentable" | "override"> = {
  unrepresentable: "any",
  override: ({ zodSchema, jsonSchema }) => {
    if (zodSchema._zod.def.type !== "date") return;
    jsonSchema.type = "string";
    jsonSchema.format = "date-time";
  },
};

function withoutIds({ $schema: _schema, $id: _id, ...schema }: Json): Json {
  return schema;
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function body(name: string): Json {
  return { "application/json": { schema: ref(name) } };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: "input", ...representation });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}
