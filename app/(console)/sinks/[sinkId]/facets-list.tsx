import { MonoValue } from "#components/ui/code.tsx";
import { facetsToAdd } from "#lib/datadog/content/facets.ts";

/** What no API can create, for a person to add once. */
export function FacetsList() {
  return (
    <section aria-labelledby="facets" className="flex flex-col gap-2 border-t pt-4">
      <h2 id="facets" className="text-sm font-medium">
        To add by hand, once
      </h2>
      <p className="text-sm text-muted">
        No API of Datadog creates facets. Search works without them; widgets that group or measure need these. In the
        Log Explorer, open one of Holdpoint&apos;s logs, click the attribute and choose to create a facet or a measure.
      </p>
      <ul className="grid gap-x-6 text-sm sm:grid-cols-2">
        {facetsToAdd.map(({ path, type, name }) => (
          <li key={path} className="flex flex-wrap items-center gap-x-2">
            <MonoValue value={path} name="path" />
            <span className="text-muted">{`${type}: ${name}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
