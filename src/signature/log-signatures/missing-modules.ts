import type { Signature } from '../log-signature.ts'
import { optionalModule } from './exceptions.ts'

/** Programs that do not start for want of a module. */
// biome-ignore format: one line for each signature
export const missingModulesSignatures: readonly Signature[] = [
  { id: 'node-module', program: 'node', literals: ['Cannot find module', 'Cannot find package', 'ERR_MODULE_NOT_FOUND'], pattern: /Cannot find (?:module|package) '[^'\n]{1,300}'|\bERR_MODULE_NOT_FOUND\b/, unless: optionalModule, meaning: 'a module is missing: an incomplete release, or packages that were not installed', supports: 'app_not_started', source: 'node lib/internal/modules/cjs/loader.js' },
  { id: 'uvicorn-import', program: 'uvicorn', literals: ['Error loading ASGI app', 'Could not import module'], pattern: /Error loading ASGI app\.|ERROR: {1,4}Could not import module "/, meaning: 'the application does not import: an incomplete release, or the wrong path or environment', supports: 'app_not_started', source: 'uvicorn importer.py, config.py' },
  { id: 'ruby-module', program: 'ruby', literals: ['cannot load such file', 'Could not find gem', 'Bundler::GemNotFound'], pattern: /cannot load such file -- \S|Could not find gem '|Could not find \S{1,120} in (?:any of the sources|locally installed gems)|Bundler::GemNotFound/, unless: optionalModule, meaning: 'a gem or file is missing: an incomplete release, or bundle install was not run', supports: 'app_not_started', source: 'Ruby rubygems kernel_require.rb; bundler' },
  { id: 'java-main-class', program: 'java', literals: ['Could not find or load main class', 'Unable to access jarfile', 'NoClassDefFoundError'], pattern: /Could not find or load main class|Unable to access jarfile/, meaning: 'Java does not find the program: the jar or its class is missing', supports: 'app_not_started', source: 'OpenJDK launcher.properties' },
]
