/** Formats the results of a check as JUnit XML, which CI systems show as tests: https://github.com/testmoapp/junitxml */
import type { CheckFinding } from '../../types/check.ts'
import { explainedTexts, titleOf, type CheckedEndpoint, type CheckResults, type UnreachableEndpoint } from './check-results.ts'
import { escapeText } from '../text/escape.ts'
import { xmlText } from '../text/xml.ts'

/** The numbers of tests by result. */
interface Counts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

interface Suite extends Counts {
  readonly url: string
  readonly cases: readonly string[]
}

/** Returns a suite for each endpoint with a test for each probe. A test fails if its findings have a severity of `failing`. */
export function checkJunit ({ endpoints, unreachable, failing }: CheckResults): string {
  const suites = [...endpoints.map(endpoint => suiteOf(endpoint, failing)), ...unreachable.map(unreachableSuite)]
  const sum = (name: keyof Counts): number => suites.reduce((total, suite) => total + suite[name], 0)
  const total = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'fastify-cors-policy check', ...total })}>`,
    ...suites.flatMap(({ url, cases, ...counts }) => [`  <testsuite ${attributes({ name: url, ...counts })}>`, ...cases, '  </testsuite>']),
    '</testsuites>'
  ].map(line => `${line}\n`).join('')
}

function suiteOf ({ report: { url, probes }, findings }: CheckedEndpoint, failing: CheckResults['failing']): Suite {
  const judged = probes.map(probe => {
    const found = findings.filter(finding => finding.probe === probe.id)
    return { probe, failures: found.filter(({ severity }) => failing.includes(severity)), others: found.filter(({ severity }) => !failing.includes(severity)) }
  })
  return {
    url,
    tests: probes.length,
    failures: judged.filter(({ failures }) => failures.length > 0).length,
    errors: probes.filter(({ noResponse }) => noResponse !== null).length,
    skipped: probes.filter(({ skipped }) => skipped !== null).length,
    cases: judged.map(({ probe, failures, others }) => testCase(url, `${probe.id}: ${probe.title}`, [
      ...probe.skipped === null ? [] : [`<skipped ${attributes({ message: probe.skipped })}/>`],
      ...probe.noResponse === null ? [] : [element('error', { type: 'no-response', message: probe.noResponse }, '')],
      // Most readers support only one failure per test.
      ...failures.length === 0 ? [] : [element('failure', { type: failures[0]!.id, message: failures[0]!.message }, failures.map(findingText).join('\n\n'))],
      ...others.length === 0 ? [] : [element('system-out', {}, others.map(findingText).join('\n\n'))]
    ]))
  }
}

function unreachableSuite ({ url, message }: UnreachableEndpoint): Suite {
  const error = element('error', { type: 'unreachable', message }, escapeText(message))
  return { url, tests: 1, failures: 0, errors: 1, skipped: 0, cases: [testCase(url, 'reachable: the server responds', [error])] }
}

function testCase (url: string, name: string, children: readonly string[]): string {
  return `    <testcase ${attributes({ classname: url, name })}${children.length === 0 ? '/>' : `>${children.join('')}</testcase>`}`
}

/** One line for each part. */
function findingText (finding: CheckFinding): string {
  const { severity, message, expected, actual, why, recommendation, reference: source, exchanges } = finding
  return [
    `${severity}: ${titleOf(finding)}`, message,
    ...explainedTexts(finding).map(line => `explains: ${line}`), ...expected.map(line => `expected: ${line}`), ...actual.map(line => `actual: ${line}`),
    `why: ${why}`, `recommendation: ${recommendation}`, `source: ${source}`, `try: ${exchanges.at(-1)!.curl}`
  ].map(escapeText).join('\n')
}

/** @param text  escaped text without control characters */
function element (name: string, of: Readonly<Record<string, string>>, text: string): string {
  return `<${[name, attributes(of)].join(' ').trimEnd()}>${xmlText(text)}</${name}>`
}

function attributes (of: Readonly<Record<string, string | number>>): string {
  return Object.entries(of).map(([name, value]) => `${name}="${xmlText(escapeText(String(value)))}"`).join(' ')
}
