/** When configuration files last changed: unit files and drop-ins, proxy configuration. Newest first, at most 20. */
export interface ConfigFilesValue {
  readonly files: readonly { readonly path: string; readonly changedAt: string }[]
}
