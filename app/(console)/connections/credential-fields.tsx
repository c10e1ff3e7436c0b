"use client";

import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { CredentialInput, CredentialKind } from "#lib/credentials/schemas.ts";
import { CommandFields } from "./command-fields.tsx";
import { CredentialPairs } from "./credential-pairs.tsx";
import { credentialKinds } from "./credential-words.ts";
import { SecretField } from "./secret-field.tsx";
import { TokenClientFields } from "./token-client-fields.tsx";

/** "keep" leaves the stored credential as it is; null is none. */
export type CredentialDraft = "keep" | CredentialInput | null;

type CredentialFieldsProps = {
  value: CredentialDraft;
  /** Kind of the stored one. */
  stored: CredentialKind | null;
  errors: Record<string, string>;
  onChange: (value: CredentialDraft) => void;
};

const empty: Record<CredentialKind, CredentialInput> = {
  headers: { kind: "headers", headers: [{ name: "", value: "" }] },
  bearer: { kind: "bearer", token: "" },
  basic: { kind: "basic", username: "", password: "" },
  query: { kind: "query", parameters: [{ name: "", value: "" }] },
  client_credentials: { kind: "client_credentials", tokenUrl: "", clientId: "", clientSecret: "" },
  command: { kind: "command", program: "", args: [], env: [] },
};

/** What the gateway shows to the upstream. It can be replaced or removed, never read. */
export function CredentialFields({ value, stored, errors, onChange }: CredentialFieldsProps) {
  const chosen = value === "keep" ? "keep" : (value?.kind ?? "none");
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">Credential</legend>
      <Field label="Credential" hint={hintOf(value, stored)} error={errors["credential"]}>
        <Select
          value={chosen}
          onChange={(event) => {
            const kind = event.currentTarget.value;
            if (kind === "keep") onChange("keep");
            else onChange(isKind(kind) ? empty[kind] : null);
          }}
        >
          {stored && <option value="keep">Keep the stored one ({credentialKinds[stored].toLowerCase()})</option>}
          <option value="none">None</option>
          {Object.entries(credentialKinds).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      {value !== "keep" && value !== null && <KindFields value={value} errors={errors} onChange={onChange} />}
    </fieldset>
  );
}

type KindFieldsProps = {
  value: CredentialInput;
  errors: Record<string, string>;
  onChange: (value: CredentialInput) => void;
};

function KindFields({ value, errors, onChange }: KindFieldsProps) {
  if (value.kind === "client_credentials")
    return <TokenClientFields value={value} errors={errors} onChange={onChange} />;
  if (value.kind === "command") return <CommandFields value={value} errors={errors} onChange={onChange} />;
  if (value.kind === "headers") {
    return (
      <CredentialPairs
        noun="header"
        path="credential.headers"
        example="Authorization"
        pairs={value.headers}
        errors={errors}
        onChange={(headers) => onChange({ kind: "headers", headers })}
      />
    );
  }
  if (value.kind === "query") {
    return (
      <CredentialPairs
        noun="parameter"
        path="credential.parameters"
        example="api_key"
        pairs={value.parameters}
        errors={errors}
        onChange={(parameters) => onChange({ kind: "query", parameters })}
      />
    );
  }
  if (value.kind === "bearer") {
    return (
      <SecretField
        label="Token"
        value={value.token}
        error={errors["credential.token"]}
        onChange={(token) => onChange({ kind: "bearer", token })}
      />
    );
  }
  return (
    <>
      <Field label="User name" error={errors["credential.username"]}>
        <Input
          value={value.username}
          onChange={(event) => onChange({ ...value, username: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <SecretField
        label="Password"
        value={value.password}
        error={errors["credential.password"]}
        onChange={(password) => onChange({ ...value, password })}
      />
    </>
  );
}

function hintOf(value: CredentialDraft, stored: CredentialKind | null): string {
  if (value === "keep") return "Stored and sealed; nobody can read it here. Replace it, or leave it as it is.";
  if (value === null) return stored ? "The stored credential is removed when you save." : "The upstream wants none.";
  if (value.kind === "command") return "Run without a shell. Stored sealed with its variables, never shown again.";
  return "Sent in place of whatever the caller sent. Stored sealed, never shown again.";
}

function isKind(text: string): text is CredentialKind {
  return Object.hasOwn(credentialKinds, text);
}
