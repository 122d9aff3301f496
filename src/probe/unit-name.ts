/** The unit types of systemd.unit(5). */
const suffix = /\.(service|socket|target|timer|mount|automount|path|slice|scope|swap|device)$/

/** The full name of a unit: `gunicorn` → `gunicorn.service`; one with a type stays as it is. */
export function unitName(unit: string): string {
  return suffix.test(unit) ? unit : `${unit}.service`
}
