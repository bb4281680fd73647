/**
 * A column of the export by its name, in any case: loaders are loose with their headers
 * (peoplefluent-facts 2.5). The exact spelling wins; null where there is none.
 */
export function detailOf(details: Readonly<Record<string, string>>, name: string): string | null {
  if (Object.hasOwn(details, name)) return details[name] ?? null;
  const folded = name.toLowerCase();
  for (const key in details) {
    if (key.toLowerCase() === folded) return details[key] ?? null;
  }
  return null;
}
