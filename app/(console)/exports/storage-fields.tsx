"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { StorageAddress } from "#lib/storage/schemas.ts";

/** A storage as its form holds it; the secret is empty where the stored one stays. */
export type StorageDraft = { url: string; accessKeyId: string; region: string; secret: string };

export function storageDraftOf(storage: StorageAddress | null | undefined): StorageDraft {
  const { url = "", accessKeyId = "", region = "" } = storage ?? {};
  return { url, accessKeyId, region, secret: "" };
}

/** What verbs take for it; certificates that were set through the API stay. */
export function storageOf(draft: StorageDraft, before: StorageAddress | null | undefined): StorageAddress {
  const { url, accessKeyId, region } = draft;
  if (url.startsWith("file:")) return { url };
  return {
    url,
    ...(accessKeyId !== "" && { accessKeyId }),
    ...(region !== "" && { region }),
    ...(before?.certificates !== undefined && { certificates: before.certificates }),
  };
}

type StorageFieldsProps = {
  draft: StorageDraft;
  /** Name of the input that holds it, as problems name it: `storage` or `archive`. */
  name: string;
  errors: Record<string, string>;
  isStored: boolean;
  onChange: (draft: StorageDraft) => void;
};

export function StorageFields({ draft, name, errors, isStored, onChange }: StorageFieldsProps) {
  const isFolder = draft.url.startsWith("file:");
  const problem = errors[`${name}.url`] ?? errors[name];
  return (
    <>
      <Field
        label="Where to"
        hint="A bucket of S3 or what speaks like it, or file:///name for a folder inside the one that the operator set with EXPORT_FOLDER."
        error={problem}
      >
        <Input
          value={draft.url}
          onChange={(event) => onChange({ ...draft, url: event.currentTarget.value })}
          placeholder="https://bucket.s3.eu-central-1.amazonaws.com/holdpoint"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      {!isFolder && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Access key id" error={errors[`${name}.accessKeyId`]}>
              <Input
                value={draft.accessKeyId}
                onChange={(event) => onChange({ ...draft, accessKeyId: event.currentTarget.value })}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
              />
            </Field>
            <Field label="Region" hint="Empty: us-east-1." error={errors[`${name}.region`]}>
              <Input
                value={draft.region}
                onChange={(event) => onChange({ ...draft, region: event.currentTarget.value })}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
              />
            </Field>
          </div>
          <Field
            label="Secret access key"
            hint={isStored ? "Empty: keep the stored one." : "It needs the right to put objects, and no other."}
            error={errors["secret"]}
          >
            <Input
              type="password"
              value={draft.secret}
              onChange={(event) => onChange({ ...draft, secret: event.currentTarget.value })}
              autoComplete="new-password"
              className="font-mono"
            />
          </Field>
        </>
      )}
    </>
  );
}
