/** Where the store is: a PostgreSQL, or a folder in which one is embedded. */
export type StorePlace = { readonly url: string } | { readonly folder: string }

/** Where the environment says that it is: `DATABASE_URL`, else the folder `SLASH503_STORE`; undefined where it says neither. */
export function storePlaceOf(env: Readonly<Record<string, string | undefined>>): StorePlace | undefined {
  const { DATABASE_URL: url, SLASH503_STORE: folder } = env
  if (url) return { url }
  return folder ? { folder } : undefined
}
