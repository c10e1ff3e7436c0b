"use client";

import { useEffect, useState } from "react";
import type { PolicyDocument } from "#lib/policies/schemas.ts";

/** What reads the text of a policy and writes into it: a large script, and not needed by those who only look. */
const loadLanguage = () => import("./read-document.ts");
type Language = Awaited<ReturnType<typeof loadLanguage>>;

type PolicyInHand = {
  /** Null where the text cannot be read. */
  document: PolicyDocument | null;
  /** Replaces parts of the document in its text. Nothing happens where that cannot be read. */
  change: (part: Partial<PolicyDocument>) => void;
};

/** The document that `source` says, and changes of it. `read`: a text with its document, as the server has read it. */
export function usePolicyDocument(
  source: string,
  read: { source: string; document: PolicyDocument | null },
  onEdit: (source: string) => void,
): PolicyInHand {
  const [language, setLanguage] = useState<Language | null>(null);
  const isRead = source === read.source;
  const isWanted = !isRead && language === null;
  useEffect(() => {
    if (isWanted) void loadLanguage().then(setLanguage);
  }, [isWanted]);
  function edit({ readDocument, editDocument }: Language, part: Partial<PolicyDocument>): void {
    const document = readDocument(source);
    if (document) onEdit(editDocument(source, document, part));
  }
  return {
    document: isRead || !language ? read.document : language.readDocument(source),
    change(part) {
      if (language) edit(language, part);
      else
        void loadLanguage().then((loaded) => {
          setLanguage(loaded);
          edit(loaded, part);
        });
    },
  };
}
