const testFile = String.raw`(?:\S{0,200}[._](?:test|spec|cy|e2e)\.\w{1,5}\b|(?:\S{0,200}/)?tests?/\S{1,200})`
const took = String.raw`\d{1,7}(?:\.\d{1,6})? ?m?s\)?\s*$`

/** How test runners tell of a case: its title quotes the error that the case is about. */
const runnerForms: readonly RegExp[] = [
  /^\s{0,16}(?:not )?ok \d{1,6} /, // TAP
  new RegExp(`^\\s{0,16}(?:PASS|FAIL|RUNS|SKIP)[:\\s]\\s{0,4}${testFile}`), // jest, vitest
  /^(?:FAIL|ERROR): test\w{1,80} \(/, // unittest
  new RegExp(`^(?:FAIL|ok)\\s{1,4}\\S{1,200}\\s{1,4}(?:${took}|\\(cached\\))`), // go test
  /^\s{0,16}(?:=== (?:RUN|PAUSE|CONT|NAME)|--- (?:PASS|FAIL|SKIP):) /, // go test
  /^\s{0,16}[✓✔√☑] /, // vitest, mocha, node:test, PHPUnit: what went well
  new RegExp(`^\\s{0,16}[✗✘✖×✕☒] (?:${testFile}|[^\\n]{1,400} > )`),
  new RegExp(`^\\s{1,16}[✗✘✖×✕☒] [^\\n]{1,400} \\(?${took}`), // in its suite
  /^\s{0,16}● [^\n]{1,300} › /, // jest
  /^(?:PASSED|FAILED|ERROR|SKIPPED|XFAIL) (?:\[ {0,2}\d{1,3}%\] )?\S{1,200}::\S|^\S{1,200}\.py::\S[^\n]{0,400}\b(?:PASSED|FAILED|ERROR|SKIPPED)\b/, // pytest
  /^test \S[^\n]{0,300} (?:\.\.\. (?:ok|FAILED|ignored)|passed|failed)\b/, // cargo
  /^\s{0,16}(?:it|test|describe)(?:\.\w{1,10})?(?:\(\s?| )["'`]/, // the title as it stands in the file
  /^\s{0,16}\d{1,4}\) [^\n]{1,400}:\s*$/, // mocha, PHPUnit
  /^\s{0,16}# Subtest: |^\[(?: RUN {6}| {7}OK | {2}FAILED | {2}PASSED | {2}SKIPPED )\] |^Test Case '/, // node:test, googletest, XCTest
  /^(?:\[\w{4,7}\] )?Tests run: \d/, // surefire
  /^\s{0,16}Scenario(?: Outline)?: /, // cucumber, behave
]
/** Most lines have none of these, and are not looked at further. */
const anyRunner =
  /[Tt]est|spec|\bok\b|OK \]|PASS|FAIL|RUN|SKIP|ERROR|[✓✔√☑✗✘✖×✕☒●]|--- |=== |describe|Scenario|^\s{0,16}(?:\d{1,4}\) |it\b)/
/** What stands before it where a CI, a container or the journal keeps the log. */
const keeper =
  /^(?:\S{1,40} {0,8}\| )?(?:\d{4}-\d\d-\d\d[T ][\d:.,]{8,18}(?:Z|[+-]\d\d:?\d\d)? |[A-Z][a-z]{2} [ \d]\d [\d:]{8} \S{1,60} \S{1,60}: )?(?:#\d{1,4} \d{1,6}\.\d{1,6} )?/

/** Whether a line tells of a case of a test, whose words are about errors that are wanted. */
export function isTestRun(text: string): boolean {
  if (!anyRunner.test(text)) return false
  const own = text.slice(keeper.exec(text)?.[0].length ?? 0)
  return runnerForms.some((form) => form.test(own))
}
