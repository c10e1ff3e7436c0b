import type { z } from "zod";
import { ConnectionCredential } from "#lib/credentials/schemas.ts";
import { PolicyDocument, Rule } from "#lib/policies/schemas.ts";

/** Schemas that several operations are made of, by their names in the document. */
export const sharedSchemas: Record<string, z.ZodType> = { PolicyDocument, Rule, ConnectionCredential };
