"use client";

import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { ScheduleSummary } from "#lib/export-schedules/schemas.ts";
import type { ExportSummary } from "#lib/exports/schemas.ts";
import { useFresh } from "../sinks/use-fresh.ts";
import { ExportSheet } from "./export-sheet.tsx";
import { FilesTable } from "./files-table.tsx";
import { ScheduleSheet } from "./schedule-sheet.tsx";
import { SchedulesTable } from "./schedules-table.tsx";
import { exportParsers } from "./search-params.ts";

type ExportsPageProps = {
  files: ExportSummary[];
  schedules: ScheduleSummary[];
  mayWrite: boolean;
  mayReadPayloads: boolean;
};

const noForm = { form: null, query: null, from: null, to: null, format: null, busy: null };

export function ExportsPage({ files, schedules, mayWrite, mayReadPayloads }: ExportsPageProps) {
  const [params, setParams] = useQueryStates(exportParsers, { history: "push" });
  const isMoving = files.some(({ state }) => state === "queued" || state === "running");
  useFresh(isMoving ? 1_500 : 15_000);
  const changed = schedules.find(({ id }) => id === params.form) ?? null;
  const close = () => void setParams(noForm);
  const makeFile = <Button onClick={() => void setParams({ form: "file" })}>Make a file in the background</Button>;
  const addSchedule = mayWrite && (
    <Button variant="primary" onClick={() => void setParams({ form: "schedule", view: "schedules" })}>
      <Plus aria-hidden className="size-4" />
      Schedule an export
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Exports"
        description="Files made of the audit log. Each export is in the audit log itself, with who asked for what."
        actions={
          <>
            {makeFile}
            {addSchedule}
          </>
        }
      />
      <Tabs
        label="Exports"
        value={params.view}
        onChange={(view) => void setParams({ view })}
        wide
        tabs={[
          { value: "files", label: "Files" },
          { value: "schedules", label: "Schedules", badge: schedules.length > 0 && <Badge>{schedules.length}</Badge> },
        ]}
      >
        <TabPanel value="files" className="">
          {files.length === 0 ? (
            <EmptyState title="No exports yet" action={<ButtonLink href="/audit">Open the audit log</ButtonLink>}>
              Narrow the audit log to what you need, then choose Export there: as a download at once, or as a file made
              in the background that stays here for a week.
            </EmptyState>
          ) : (
            <FilesTable files={files} mayCancelAll={mayWrite} mayReadPayloads={mayReadPayloads} />
          )}
        </TabPanel>
        <TabPanel value="schedules" className="">
          {schedules.length === 0 ? (
            <EmptyState title="Nothing is scheduled" action={addSchedule}>
              A scheduled export writes what is new every hour or day to a bucket or a folder. No event is left out, and
              none comes twice.
            </EmptyState>
          ) : (
            <SchedulesTable schedules={schedules} mayWrite={mayWrite} onChange={(form) => void setParams({ form })} />
          )}
        </TabPanel>
      </Tabs>
      <ExportSheet
        key={`file ${params.form === "file"}`}
        open={params.form === "file"}
        begin={params}
        mayReadPayloads={mayReadPayloads}
        onClose={close}
      />
      <ScheduleSheet
        key={`schedule ${params.form ?? ""}`}
        open={mayWrite && (params.form === "schedule" || changed !== null)}
        schedule={changed}
        query={params.query}
        mayReadPayloads={mayReadPayloads}
        onClose={close}
      />
    </>
  );
}
