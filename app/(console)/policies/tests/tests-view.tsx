"use client";

import { useState } from "react";
import { Plus, Trash2 } from "lucide-react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Status } from "#components/ui/status.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { PolicyDocument, PolicyTest, TestResult } from "#lib/policies/schemas.ts";
import { describeCall } from "../explain/describe-call.ts";
import { TestSheet } from "./test-sheet.tsx";
import type { Checked } from "../use-checked-policy.ts";

type TestsViewProps = {
  document: PolicyDocument | null;
  checked: Checked;
  /** Absent where the reader may only read. */
  onChange?: (tests: PolicyTest[]) => void;
};

/** Examples with the verdict they must get, and how they come out under the policy as it is being edited. */
export function TestsView({ document, checked, onChange }: TestsViewProps) {
  const [editing, setEditing] = useState<PolicyTest | "new" | null>(null);
  if (!document) {
    return (
      <div className="p-4">
        <Banner tone="danger">The tests cannot run while the policy has problems. The YAML tab says which.</Banner>
      </div>
    );
  }
  const tests = document.tests ?? [];
  const results = new Map(checked.result?.tests.map((result) => [result.name, result]));
  const add = onChange && (
    <Button onClick={() => setEditing("new")}>
      <Plus aria-hidden className="size-4" />
      Add a test
    </Button>
  );
  return (
    <>
      {tests.length === 0 ? (
        <EmptyState title="No tests" action={add}>
          A test is a call and the verdict it must get. Tests live beside the rules, and a policy whose tests fail
          cannot be published.
        </EmptyState>
      ) : (
        <>
          <Table label="Tests">
            <TableHeader>
              <tr>
                <TableHead className="w-0">Result</TableHead>
                <TableHead>Test</TableHead>
                <TableHead className="w-0">Expected</TableHead>
                <TableHead className="w-0">
                  <span className="sr-only">Change</span>
                </TableHead>
              </tr>
            </TableHeader>
            <TableBody>
              {tests.map((test) => (
                <TableRow key={test.name}>
                  <TableCell className="align-top">
                    <Outcome result={results.get(test.name)} isCurrent={checked.isCurrent} />
                  </TableCell>
                  <TableCell className="align-top">
                    <p className="break-words">{test.name}</p>
                    <p className="break-words text-muted">{describeCall(test.call)}</p>
                    {results.get(test.name)?.problem && (
                      <p className="break-words text-danger">{results.get(test.name)?.problem}</p>
                    )}
                  </TableCell>
                  <TableCell className="align-top whitespace-nowrap">{test.expect.effect}</TableCell>
                  <TableCell className="align-top">
                    {onChange && (
                      <span className="flex justify-end gap-1">
                        <Button size="sm" variant="ghost" onClick={() => setEditing(test)}>
                          Edit
                        </Button>
                        <IconButton
                          label={`Delete the test ${test.name}`}
                          onClick={() => onChange(tests.filter((other) => other !== test))}
                        >
                          <Trash2 aria-hidden />
                        </IconButton>
                      </span>
                    )}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
          {add && <div className="p-4">{add}</div>}
        </>
      )}
      {onChange && editing !== null && (
        <TestSheet
          test={editing === "new" ? null : editing}
          isNew={editing === "new"}
          taken={tests.filter((other) => other !== editing).map(({ name }) => name)}
          onSave={(test) => {
            onChange(editing === "new" ? [...tests, test] : tests.map((other) => (other === editing ? test : other)));
            setEditing(null);
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

function Outcome({ result, isCurrent }: { result: TestResult | undefined; isCurrent: boolean }) {
  if (!result || !isCurrent) return <span className="text-muted">running</span>;
  return <Status status={result.passed ? "ok" : "failed"} word={result.passed ? "passes" : "fails"} />;
}
