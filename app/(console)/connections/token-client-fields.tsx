"use client";

import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { CredentialInput } from "#lib/credentials/schemas.ts";
import { SecretField } from "./secret-field.tsx";

type ClientCredentials = Extract<CredentialInput, { kind: "client_credentials" }>;

type TokenClientFieldsProps = {
  value: ClientCredentials;
  errors: Record<string, string>;
  onChange: (value: ClientCredentials) => void;
};

/** The gateway as a client of the upstream's identity provider: it asks for tokens by itself and renews them. */
export function TokenClientFields({ value, errors, onChange }: TokenClientFieldsProps) {
  const text = (key: "tokenUrl" | "clientId" | "scope" | "audience", label: string, hint?: string) => (
    <Field label={label} hint={hint} error={errors[`credential.${key}`]}>
      <Input
        value={value[key] ?? ""}
        onChange={(event) => onChange({ ...value, [key]: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  );
  return (
    <>
      {text("tokenUrl", "Token endpoint", "The gateway gets tokens here and renews them before they expire.")}
      {text("clientId", "Client ID")}
      <SecretField
        label="Client secret"
        value={value.clientSecret}
        error={errors["credential.clientSecret"]}
        onChange={(clientSecret) => onChange({ ...value, clientSecret })}
      />
      <Field label="The secret goes" error={errors["credential.authentication"]}>
        <Select
          value={value.authentication ?? "basic"}
          onChange={(event) =>
            onChange({ ...value, authentication: event.currentTarget.value === "post" ? "post" : "basic" })
          }
        >
          <option value="basic">in the Authorization header</option>
          <option value="post">in the form</option>
        </Select>
      </Field>
      {text("scope", "Scope", "Separated by spaces. Empty: what the provider gives.")}
      {text("audience", "Audience", "Where the provider wants one. Empty: not sent.")}
    </>
  );
}
