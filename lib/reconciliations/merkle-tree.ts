import { createHash } from "node:crypto";

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/** A Merkle tree (RFC 9162, 2.1.1, SHA-256) that is only appended to: of each full subtree no more than its hash is kept. */
export type MerkleTree = { add: (entry: string) => void; root: () => string };

export function createMerkleTree(): MerkleTree {
  /** Full subtrees, largest first; `size` counts leaves. */
  const subtrees: { size: number; hash: Buffer }[] = [];
  return {
    add(entry) {
      let subtree = { size: 1, hash: sha256(leafPrefix, Buffer.from(entry)) };
      for (let left = subtrees.at(-1); left?.size === subtree.size; left = subtrees.at(-1)) {
        subtrees.pop();
        subtree = { size: 2 * subtree.size, hash: sha256(nodePrefix, left.hash, subtree.hash) };
      }
      subtrees.push(subtree);
    },
    root() {
      const hashes = subtrees.map(({ hash }) => hash);
      const last = hashes.pop() ?? sha256();
      return hashes.reduceRight((right, left) => sha256(nodePrefix, left, right), last).toString("hex");
    },
  };
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
