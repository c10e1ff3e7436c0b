/** As whom a schedule stands in the ledger, beside the person by whose rights it acts. */
export function serviceNameOf({ name }: { name: string }): string {
  return `export-schedule:${name}`;
}
