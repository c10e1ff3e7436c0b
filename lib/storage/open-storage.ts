import type { StorageAddress } from "./schemas.ts";
import { openFolder } from "./open-folder.ts";
import { openS3 } from "./open-s3.ts";
import type { Storage } from "./storage.ts";

/** Opens a storage. `folder`: in which folder those of kind `file:` are; absent: nowhere. */
export function openStorage(address: StorageAddress, secret: string, folder: string | undefined): Storage {
  return address.url.startsWith("file:") ? openFolder(address.url, folder) : openS3(address, secret);
}
