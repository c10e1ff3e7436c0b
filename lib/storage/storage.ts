/** A place for files that are written once. */
export type Storage = {
  /**
   * Writes a whole file, or replaces it by itself: it is there with all its bytes, or not at all. Throws `unavailable` where
   * another try may do, `invalid` where a person has to act first.
   */
  put(name: string, bytes: Buffer, contentType: string): Promise<void>;
};
