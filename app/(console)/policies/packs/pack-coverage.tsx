"use client";

import { useDeferredValue } from "react";
import { useQueryStates } from "nuqs";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { PackCoverage as Coverage } from "#lib/packs/schemas.ts";
import { VerdictBadge } from "../effect-badge.tsx";
import { packParsers } from "./search-params.ts";

const maxShown = 200;

/** What a pack answers to the calls it lists: by group, and call by call where one looks for something. */
export function PackCoverage({ coverage }: { coverage: Coverage[] }) {
  const [{ find }, setParams] = useQueryStates(packParsers);
  const sought = useDeferredValue(find.trim().toLowerCase());
  return (
    <>
      <Field
        label="Find a call"
        className="flex max-w-md flex-col gap-1 px-4 pb-3"
        hint="A part of its name, path or group."
      >
        <Input
          type="search"
          value={find}
          onChange={(event) => void setParams({ find: event.currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
        />
      </Field>
      {sought === "" ? (
        <Groups coverage={coverage} onOpen={(group) => void setParams({ find: group })} />
      ) : (
        <Calls coverage={coverage} sought={sought} />
      )}
    </>
  );
}

const columns: { title: string; count: (coverage: Coverage) => number }[] = [
  { title: "Allowed", count: ({ counts }) => counts.allow },
  { title: "Held", count: ({ counts }) => counts.hold },
  { title: "Denied", count: ({ counts }) => counts.deny },
  { title: "Masked", count: ({ masked }) => masked },
];

function Groups({ coverage, onOpen }: { coverage: Coverage[]; onOpen: (group: string) => void }) {
  // Few packs deny anything, and a column of dashes says nothing.
  const shown = columns.filter(({ count }) => coverage.some((each) => count(each) > 0));
  return (
    <Table label="Calls by group">
      <TableHeader>
        <tr>
          <TableHead>Group</TableHead>
          {shown.map(({ title }) => (
            <TableHead key={title} className="w-0 text-right">
              {title}
            </TableHead>
          ))}
        </tr>
      </TableHeader>
      <TableBody>
        {coverage.map((each) => (
          <TableRow key={each.group}>
            <TableCell>
              <button type="button" className="link cursor-pointer text-left" onClick={() => onOpen(each.group)}>
                {each.group}
              </button>
            </TableCell>
            {shown.map(({ title, count }) => (
              <TableCell key={title} className="text-right tabular-nums">
                {count(each) === 0 ? <span className="text-muted">–</span> : count(each)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Calls({ coverage, sought }: { coverage: Coverage[]; sought: string }) {
  const found = coverage.flatMap(({ group, calls }) =>
    calls
      .filter(({ name }) => group.toLowerCase() === sought || name.toLowerCase().includes(sought))
      .map((call) => ({ ...call, group })),
  );
  if (found.length === 0) {
    return (
      <output className="block px-4 py-6 text-sm text-muted">
        The pack lists no such call. Calls that it does not list are answered as its rules say below.
      </output>
    );
  }
  return (
    <>
      <output className="block px-4 pb-2 text-sm text-muted">
        {found.length > maxShown ? `The first ${maxShown} of ${found.length} calls` : `${found.length} found`}
      </output>
      <Table label="Calls found">
        <TableHeader>
          <tr>
            <TableHead className="w-0">Verdict</TableHead>
            <TableHead>Call</TableHead>
            <TableHead className="max-md:hidden">Group</TableHead>
            <TableHead className="max-md:hidden">Rule</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {found.slice(0, maxShown).map(({ group, name, effect, rule, masked }) => (
            <TableRow key={`${group} ${name}`}>
              <TableCell className="align-top">
                <VerdictBadge effect={effect} />
              </TableCell>
              <TableCell className="align-top font-mono text-xs break-all">
                {name}
                {masked && <span className="font-sans text-muted"> (answer masked)</span>}
              </TableCell>
              <TableCell className="align-top text-muted max-md:hidden">{group}</TableCell>
              <TableCell className="align-top font-mono text-xs max-md:hidden">{rule}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}
