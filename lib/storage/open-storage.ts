import type { StorageAddress } from "./schemas.ts";
import { openFolder } from "./open-folder.ts";
import { openS3 } from "./open-s3.ts";

/** A place for files that are written once. */
export type Storage = {
  /**
   * Writes a whole file, or replaces it by itself: it is there with all its bytes, or not at all. Throws `unavailable` where
   * another try may do, `invalid` where a person has to act first.
   */
  put(name: string, bytes: Buffer, contentType: string): Promise<void>;
};

/** Opens a storage. `folder`: in which folder those of kind `file:` are; absent: nowhere. */
export function openStorage(address: StorageAddress, secret: string, folder: string | undefined): Storage {
  return address.url.startsWith("file:") ? openFolder(address.url, folder) : openS3(address, secret);
}
