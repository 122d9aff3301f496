import type { HostTarget, Service } from '../service/service.ts'

/** What holds for every host unless it says otherwise; what is absent comes from `~/.ssh/config`. */
export type HostDefaults = Omit<HostTarget, 'name' | 'address' | 'jump'>

/** services.yml, validated as a whole and deeply frozen. */
export interface Config {
  /** In the order of the file. */
  readonly services: readonly Service[]
  readonly ssh: {
    readonly defaults: HostDefaults
    /** By name, ranges expanded. Paths may begin with `~/`. Has no prototype: any name is safe to look up. */
    readonly hosts: Readonly<Record<string, HostTarget>>
  }
}

/** A service that cannot be checked because the environment lacks variables that its values name. */
export interface UnsetService {
  readonly name: string
  readonly errors: readonly ConfigError[]
}

/** A configuration, or everything that is wrong with it at once, in the order of the file. */
export type ParsedConfig =
  /** `unset` are services of the file that `config` has not. */
  | { readonly kind: 'ok'; readonly config: Config; readonly unset: readonly UnsetService[] }
  | { readonly kind: 'invalid'; readonly errors: readonly ConfigError[] }

/** One thing wrong with services.yml. Holds no secret: values from the environment and passwords are masked. */
export interface ConfigError {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** 'services.api-prod.deploy.recent'; empty for the file itself. */
  readonly path: string
  /** What is wrong and what would be right: 'Cannot use "abc" as …: expected a duration such as 500ms, 10s or 2m'. */
  readonly message: string
}
