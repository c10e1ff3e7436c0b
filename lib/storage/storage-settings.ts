import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { openStorage } from "./open-storage.ts";
import type { Storage } from "./storage.ts";
import { StorageAddress, StorageSecret } from "./schemas.ts";

type Means = Pick<ServiceContext, "sealer" | "exportFolder">;

/** The secret of a storage as it is kept. */
export function sealStorageSecret({ sealer }: Means, secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealer.seal("credential", JSON.stringify(secret)));
}

/** The storage with its secret, as the database keeps them. Throws `invalid` where it cannot be opened. */
export function openStoredStorage(
  { sealer, exportFolder }: Means,
  stored: { storage: unknown; secretSealed: Uint8Array | null },
): { storage: Storage; address: StorageAddress } {
  const address = StorageAddress.parse(stored.storage);
  const secret = stored.secretSealed ? openSecret(sealer, stored.secretSealed) : "";
  return { storage: openStorage(address, secret, exportFolder), address };
}

/**
 * The secret to keep with an address: the one that is given, else the one that is stored as long as it would go to the
 * host it was given for. Throws `invalid`.
 */
export function secretToKeep(
  { sealer }: Means,
  given: { address: StorageAddress; secret: string | undefined },
  before: { storage: unknown; secretSealed: Uint8Array | null } | null,
): string {
  const { address, secret } = given;
  if (address.url.startsWith("file:")) return "";
  if (secret !== undefined && secret !== "") return secret;
  if (!before?.secretSealed) throw refused("Give the secret access key.");
  const former = StorageAddress.safeParse(before.storage).data;
  if (!former || hostOf(former.url) !== hostOf(address.url)) {
    throw refused("The stored key was given for another host. Enter the key again.");
  }
  return openSecret(sealer, before.secretSealed);
}

function refused(message: string): AppError {
  return new AppError("invalid", message, { fields: { secret: message } });
}

function openSecret(sealer: Means["sealer"], sealed: Uint8Array): string {
  try {
    return StorageSecret.parse(JSON.parse(sealer.open("credential", sealed).toString()));
  } catch (cause) {
    const message = "The storage's key cannot be opened with this HOLDPOINT_SECRET. Enter it again.";
    throw new AppError("invalid", message, { cause });
  }
}

function hostOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
