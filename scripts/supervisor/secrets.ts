import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { JWK } from "jose";
import { z } from "zod";
import { checkInstallation } from "#lib/installation/check-installation.ts";
import { newSigningKey } from "#scripts/local/openid-provider.ts";
import { LocalPerson, newLocalPeople } from "#scripts/local/people.ts";
import type { DataDirectory } from "./data-directory.ts";
import { StartError } from "./start-error.ts";

/**
 * HOLDPOINT_SECRET as given or as kept; undefined where one may be made. Throws where there is data that only a lost
 * secret opens.
 */
export async function findSecret(
  given: string | undefined,
  directory: DataDirectory,
  databaseUrl: string | undefined,
): Promise<string | undefined> {
  if (given) return given;
  if (existsSync(directory.holdpointSecret)) return readFileSync(directory.holdpointSecret, "utf8").trim();
  const holdsData = databaseUrl
    ? (await checkInstallation(databaseUrl, undefined)) !== "new"
    : existsSync(path.join(directory.postgres, "PG_VERSION"));
  if (!holdsData) return undefined;
  throw new StartError(
    `HOLDPOINT_SECRET is not set and ${directory.holdpointSecret} is missing, but there is data sealed with it. ` +
      "Set HOLDPOINT_SECRET to the secret of this installation, or restore the file from a backup.",
  );
}

/** Makes HOLDPOINT_SECRET (256 random bits) and keeps it, mode 0600. */
export function createSecret(directory: DataDirectory): string {
  const secret = randomBytes(32).toString("base64url");
  writeFileSync(directory.holdpointSecret, `${secret}\n`, { mode: 0o600, flag: "wx" });
  return secret;
}

const DatadogKeys = z.object({ apiKey: z.string(), appKey: z.string() });
export type LocalSecrets = { people: LocalPerson[]; datadog: z.infer<typeof DatadogKeys> };

/** What the local services need, made once: people with passwords, signing keys of the provider, Datadog's keys. */
export async function localSecrets(directory: DataDirectory): Promise<LocalSecrets> {
  if (!existsSync(directory.signingKeys)) {
    const keys: JWK[] = [await newSigningKey()];
    writeFileSync(directory.signingKeys, JSON.stringify(keys), { mode: 0o600 });
  }
  return {
    people: readOrMake(directory.people, z.array(LocalPerson), newLocalPeople),
    datadog: readOrMake(directory.datadogKeys, DatadogKeys, () => ({
      apiKey: randomBytes(16).toString("hex"),
      appKey: randomBytes(20).toString("hex"),
    })),
  };
}

function readOrMake<T>(file: string, schema: z.ZodType<T>, make: () => T): T {
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(make(), undefined, 2), { mode: 0o600 });
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new StartError(
      `${file} cannot be read as what start once wrote there. Restore it, or remove it to make new.`,
      {
        cause: error,
      },
    );
  }
}
