/**
 * Mutants that no test can kill, as the program behaves the same with them. A run fails on survivors that are not listed here.
 *
 * @typedef {object} Survivor
 * @property {string} file
 * @property {string} line  the line of the source where the mutant begins, white space aside
 * @property {string} from  both ends of it, where it is long
 * @property {string} to
 * @property {number} nth  1 for the first place in the file with such a mutant
 */

/** @type {Survivor[]} */
export const survivors = []

/** @type {(why: string, file: string, ...mutants: [line: string, from: string, to: string, nth?: number][]) => void} */
function equivalent (why, file, ...mutants) {
  if (why === '') throw new Error(`${file}: a survivor needs a reason`)
  for (const [line, from, to, nth = 1] of mutants) survivors.push({ file, line, from, to, nth })
}

equivalent('split never returns an empty list; the default is for the type', 'lib/standard/ip.ts',
  ["const [head = '', tail = ''] = text.split('::')", "''", '"Stryker was here!"'])

equivalent('a host that begins with a bracket has no other inside', 'lib/standard/private-network.ts',
  ['const IPV6 = /^\\[(?:f[cd][\\da-f]{2}|fe[89ab][\\da-f]):/', '/^\\[(?:f[cd][\\da-f]{2}|fe[89ab][\\da-f]):/', '/\\[(?:f[cd][\\da-f]{2}|fe[89ab][\\da-f]):/'])

equivalent('beyond the table its entries are undefined, which has no bit set; the guard keeps the read within it', 'lib/standard/origin.ts',
  ['return c < 128 ? BYTES[c]! : 0', 'c < 128', 'true'],
  ['return c < 128 ? BYTES[c]! : 0', 'c < 128', 'c <= 128'])

equivalent('no longer text passes the limits of its parts; the guard bounds the cost', 'lib/standard/origin.ts',
  ['if (text.length > MAX_ORIGIN_LENGTH) return false', 'text.length > MAX_ORIGIN_LENGTH', 'false'])

equivalent('the full check says the same of labels that begin with a letter; the guard spares it', 'lib/standard/origin.ts',
  ['if (text.charCodeAt(lastLabel) <= 0x39 && DEFAULT_PORTS.has(text.slice(0, schemeEnd))) {', 'text.charCodeAt(lastLabel) <= 0x39', 'true'])

equivalent('behind the end is an empty member, which is left out', 'lib/standard/vary.ts',
  ['for (let start = 0; start < list.length;) {', 'start < list.length', 'start <= list.length'])

equivalent('nothing longer is in the set; the guard bounds the cost', 'lib/compile/origin-set.ts',
  ['if (origin.length > MAX_ORIGIN_LENGTH) return false', 'origin.length > MAX_ORIGIN_LENGTH', 'false'])

equivalent('tables without patterns cover nothing; the flag spares the look-ups', 'lib/compile/origin-set.ts',
  ['let hasWildcards = false', 'false', 'true'],
  ['if (!hasWildcards) return false', '!hasWildcards', 'false'])

equivalent('the entry for no label at all is never read', 'lib/compile/origin-set.ts',
  ['labelCounts: []', '[]', '["Stryker was here"]'])

equivalent('a dot that begins the host leaves an empty label, which is refused where labels are read', 'lib/compile/origin-set.ts',
  ["for (let dot = origin.lastIndexOf('.', hostEnd); dot > hostStart; dot = origin.lastIndexOf('.', dot - 1)) {", 'dot > hostStart', 'dot >= hostStart'])

equivalent('suffixes of other depths are not found; the guards bound the look-ups', 'lib/compile/origin-set.ts',
  ['if (table.labelCounts[labels] === true) {', 'table.labelCounts[labels] === true', 'true'],
  ['if (++labels >= table.labelCounts.length) return false', '++labels >= table.labelCounts.length', '++labels > table.labelCounts.length'])

equivalent('behind a label stands a dot or nothing, with which no text of a tree goes on; the guards end the walk', 'lib/compile/label-patterns.ts',
  ['for (let i = start; node !== undefined && i < end; i++) {', 'i < end', 'i <= end'],
  ['for (let i = start; node !== undefined && i < end; i++) {', 'i < end', 'true'],
  ['for (let i = 0; node !== undefined && i <= before.length; i++) {', 'i <= before.length', 'true'])

equivalent('without a tree nothing is found; the guard spares the walk over the label', 'lib/compile/label-patterns.ts',
  ['const found = node.after === undefined ? undefined : findEnding(node.after, text, i, i + 1, end)', 'node.after === undefined', 'false'],
  ['const found = node.after === undefined ? undefined : findEnding(node.after, text, i, before.length, text.length)', 'node.after === undefined', 'false'])

equivalent('the walk back begins at the end of the label, so that a later character does not count', 'lib/compile/label-patterns.ts',
  ['while (firstOther < end && isInStar(text.charCodeAt(firstOther))) firstOther++', 'firstOther < end', 'true'],
  ['while (firstOther < end && isInStar(text.charCodeAt(firstOther))) firstOther++', 'firstOther < end', 'firstOther <= end'])

equivalent('a text that is joined again is the same', 'lib/compile/valid-policy.ts',
  ['if (text === undefined) joinedNames.set(list, text = join([...new Set(list.map((name) => name.toLowerCase()))]))', 'text === undefined', 'true'])

equivalent('behind the end of a text stands NaN, of which all comparisons are false', 'lib/browser/header-values.ts',
  ['for (let i = 0; i < normalized.length; i++) {', 'i < normalized.length', 'i <= normalized.length'],
  ['for (let i = 0; i < value.length; i++) {', 'i < value.length', 'i <= value.length'])

equivalent('no header can have that name', 'lib/browser/exposed-headers.ts',
  ['const exposed = new Set(Array.isArray(listed) ? listed.map(name => name.toLowerCase()) : [])', '[]', '["Stryker was here"]'])

equivalent('the names differ, as lines of one name are joined', 'lib/browser/exposed-headers.ts',
  ['return Object.freeze(readable.sort(([a], [b]) => a < b ? -1 : 1).map(line => Object.freeze(line)))', 'a < b', 'a <= b'])

equivalent('the headers are set below; these are for the type', 'lib/browser/page-request.ts',
  ['headers: [],', '[]', '["Stryker was here"]'],
  ['pageHeaders: [],', '[]', '["Stryker was here"]'],
  ['preflightHeaders: [],', '[]', '["Stryker was here"]'])

equivalent('any policy that is not named where it is read is the default one', 'lib/browser/page-request.ts',
  ["referrerPolicy: page.referrerPolicy ?? '',", "''", '"Stryker was here!"'])

equivalent('either case makes one key of a name', 'lib/browser/empty-lines.ts',
  ['const nameOf = ([name]: HeaderLine): string => name.toLowerCase()', 'name.toLowerCase()', 'name.toUpperCase()'])

equivalent('undefined counts as false', 'lib/browser/empty-lines.ts',
  ['return withoutEmptyLines(headers, facts, () => false)', '() => false', '() => undefined'])

equivalent('a text that is not a number is not one of 64 bits; the guard is for the type', 'lib/browser/preflight-cache.ts',
  ['if (number === undefined || !isInt64(number)) return facts.malformedMaxAge', 'number === undefined', 'false'])

equivalent('no header has that name', 'lib/browser/preflight-cache.ts',
  ["const headers = maxAge === undefined ? [] : [['access-control-max-age', String(maxAge)] as const]", '[]', '["Stryker was here"]'])

const INT64 = 'return Math.abs(Number(digits)) < 2 ** 64 && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits)'
equivalent('the exact comparison says the same; the guard bounds the cost', 'lib/browser/preflight-cache.ts',
  [INT64, 'Math.abs(Number(digits)) < 2 ** 64', 'true'],
  [INT64, 'Math.abs(Number(digits)) < 2 ** 64', 'Math.abs(Number(digits)) <= 2 ** 64'])

equivalent('the only engine that keeps rejected responses does not have this check', 'lib/browser/preflight-check.ts',
  ["const GRANT_CHECKS: ReadonlySet<Check> = new Set(['method-allowed', 'authorization-listed', 'headers-allowed'])", "'authorization-listed'", '""'])

equivalent('a step that fails has the check of its failure', 'lib/browser/exchange.ts',
  ["fails(trace, 'redirect', 'redirect-credentials', request.lateFailure)", "'redirect-credentials'", '""'])

equivalent('308 is a redirect anyway', 'lib/browser/redirect.ts',
  ['const isRedirect = isRedirectStatus(status) || (facts.followsUnknownRedirects && status > 308 && status < 400)', 'status > 308', 'status >= 308'])

equivalent('a list of one is joined to itself', 'lib/browser/redirect.ts',
  ["const locations = new Set(facts.joinsLocations && values.length > 1 ? [values.join(', ')] : values)", 'values.length > 1', 'values.length >= 1'])

equivalent('the mode counts again at redirects of XMLHttpRequest, which sends no stream', 'lib/browser/page-request.ts',
  ["mode: stream && facts.sendsStreamsInCorsMode ? 'cors' : mode,", "'cors'", '""'])

equivalent('a function without a return returns undefined too', 'lib/browser/url.ts',
  ['} catch {', '{ return undefined }', '{}'])

equivalent('no instance has a member of the name undefined; the guard is for the type', 'lib/fastify/instances.ts',
  ['return symbol === undefined ? undefined : (instance as Record<symbol, unknown>)[symbol]', 'symbol === undefined', 'false'])

equivalent('numbers of patterns are compared with each other only, and notes taken while the tree is built are thrown away', 'lib/routes/method-router.ts',
  ['const VISIT = -1', '-1', '+1'],
  ['if (key === VISIT) this.#visited.push(ids)', 'key === VISIT', 'true'],
  ['readonly #entries: Array<Entry<T>> = []', '[]', '["Stryker was here"]'],
  ['#visited: Array<readonly number[]> = []', '[]', '["Stryker was here"]'])

const PATTERNS = "const patterns = visited.length === 1 ? visited[0]![0]! : visited.join(' ')"
// oxlint-disable-next-line no-template-curly-in-string
const KEY = 'const key = this.#hostNames.size + this.#hostPatterns.size > 0 ? `${patterns} ${this.#whichHost(host)}` : patterns'
equivalent('a tree to which no route was added has nothing to find', 'lib/routes/method-router.ts',
  ['readonly #treesInUse: string[] = []', '[]', '["Stryker was here"]'])

equivalent('any key works that differs where the result differs; these are the quick ones', 'lib/routes/method-router.ts',
  [PATTERNS, 'visited.length === 1', 'false'],
  [KEY, 'this.#hostNames.size + this.#hostPatterns.size > 0', 'true'],
  [KEY, 'this.#hostNames.size + this.#hostPatterns.size > 0', 'this.#hostNames.size + this.#hostPatterns.size >= 0'],
  ["if (host === undefined) return ''", "''", '"Stryker was here!"'],
  // oxlint-disable-next-line no-template-curly-in-string
  ["let seen = this.#hostNames.has(host) ? `=${host} ` : ' '", "' '", '""'],
  ['else if (host !== undefined) this.#hostNames.add(host)', 'host !== undefined', 'true'])

equivalent('any text is a method of that router', 'lib/routes/not-found-policies.ts',
  ["const ANY_METHOD = 'any method'", "'any method'", '""'])

equivalent('a router that is not used changes nothing', 'lib/routes/not-found-policies.ts',
  ['if (this.#only === undefined) this.#router = this.#buildRouter()', 'this.#only === undefined', 'true'])

const UNCONSTRAINED = 'if (routes.every(({ route }) => Object.keys(route.constraints).length === 0)) return []'
equivalent('the router accepts no two equal routes without constraints; the guard spares the look-ups', 'lib/routes/ambiguous-routes.ts',
  [UNCONSTRAINED, 'routes.every(({ route }) => Object.keys(route.constraints).length === 0)', 'false'],
  [UNCONSTRAINED, '({ route }) => Object.keys(route.constraints).length === 0', '() => undefined'],
  [UNCONSTRAINED, 'Object.keys(route.constraints).length === 0', 'false'])

equivalent('each handler of a version with such a list has a config; the guard is for the type', 'lib/routes/not-found.ts',
  ['handlers.push({ prefix: level.prefix, server, cors: (config as { readonly cors?: unknown } | undefined)?.cors, config, context })',
    '(config as { readonly cors?: unknown } | undefined)?.cors', '(config as { readonly cors?: unknown; } | undefined).cors'])

equivalent('what is made twice is equal; the guard spares it', 'lib/routes/list-numbers.ts',
  ['if (number === undefined) this.#known.set(list, number = this.#numberOf(JSON.stringify([...new Set(list.map(inCase))].sort())))', 'number === undefined', 'true'])

equivalent('a sum of other hashes does not depend on the order either', 'lib/routes/policy-pool.ts',
  ['for (const text of texts) sum = (sum + mixed(fnv1a(text))) >>> 0', 'sum + mixed(fnv1a(text))', 'sum - mixed(fnv1a(text))'])

equivalent('the text of a text is itself; the guard spares the copy', 'lib/routes/policy-pool.ts',
  ['return patterns === origins ? patterns : origins.map(textOfEntry)', 'patterns === origins', 'false'])

equivalent('no contender is that text', 'lib/routes/reach.ts',
  ['byName.get(value) ?? byExpression.find(([expression]) => expression.test(String(value)))?.[1] ?? []', '[]', '["Stryker was here"]'],
  ['return host === undefined ? [] : get(host)', '[]', '["Stryker was here"]'])

equivalent('no host is undefined; the guard spares the look-up', 'lib/routes/reach.ts',
  ['if (wanted === undefined) continue', 'wanted === undefined', 'false'])

equivalent('a missing member is undefined', 'lib/routes/targets.ts',
  ['const OFF: Effective = { choice: undefined, pooled: undefined }', '{ choice: undefined, pooled: undefined }', '{}'])

equivalent('letter case changes no names of parameters', 'lib/routes/targets.ts',
  ['parameters: bare && shapeOf(bare.route.pattern, true).names,', 'true', 'false'])

equivalent('what is made twice is equal; the guard spares it', 'lib/routes/policy-pool.ts',
  ['if (pooled === undefined) this.#known.set(policy, pooled = this.#find(policy))', 'pooled === undefined', 'true'])

equivalent('any key works that differs where the policy differs', 'lib/routes/policy-pool.ts',
  ['policy.credentials === true,', 'policy.credentials === true', 'policy.credentials !== true'],
  ["sourcesIn(policy.origins).length > 0 && policy.dangerouslyAllow?.includes('insecure-origins') === true", "policy.dangerouslyAllow?.includes('insecure-origins') === true", "policy.dangerouslyAllow?.includes('insecure-origins') !== true"])

equivalent('keys are compared with keys only, and all begin alike', 'lib/routes/pattern.ts',
  ["let key = ''", "''", '"Stryker was here!"'])

equivalent('behind the end of a text stands nothing, which ends no part and is no part of it', 'lib/routes/pattern.ts',
  ['while (at < pattern.length && !ends.includes(pattern[at]!)) {', 'at < pattern.length', 'at <= pattern.length'],
  ['while (at < pattern.length && !NAME_ENDS.includes(pattern[at]!)) at++', 'at < pattern.length', 'at <= pattern.length'])

equivalent('a wildcard is the only one of its segment, where the suffix is not read', 'lib/routes/pattern.ts',
  ["parameters.push({ name: '*', isWildcard: true, segment, prefix, expression: '', suffix: '' })", "''", '"Stryker was here!"'],
  ["parameters.push({ name: '*', isWildcard: true, segment, prefix, expression: '', suffix: '' })", "''", '"Stryker was here!"', 2])

equivalent('requests with this policy always get AMBIGUOUS_TARGET, so the origins are never used', 'lib/routes.ts',
  ['const NO_ORIGINS = { origins: [] }', '[]', '["Stryker was here"]'])

equivalent('where all routes have one policy, so have those of each URL; the flag spares the look-ups', 'lib/routes.ts',
  ['this.hasOnePolicy = this.routes.every((entry) => haveSameOrigins(this.routes[0]!, entry))', '(entry) => haveSameOrigins(this.routes[0]!, entry)', '() => undefined'])

equivalent('what is made twice is equal; the guard spares it', 'lib/routes.ts',
  ['if (effective === undefined) {', 'effective === undefined', 'true'])

equivalent('a policy without routes has no keys; the guards spare the look-ups', 'lib/routes/choice.ts',
  ['if (routes === undefined) return this.ofScope', 'routes === undefined', 'false'],
  ['if (value === undefined && routes === undefined) return this.ofScope', 'value === undefined && routes === undefined', 'false'])

equivalent('no choice is that text', 'lib/routes/choice.ts',
  ['if (known === undefined) this.#resolved.set(value, known = [])', '[]', '["Stryker was here"]'])

equivalent('what stands for a parameter does not end in a star', 'lib/routes/overlap.ts',
  ["return part.replaceAll(SPECIAL, '').endsWith('*')", "''", '"Stryker was here!"'])

equivalent('nothing is mixed then; the guard spares the look-ups', 'lib/routes/mixed-urls.ts',
  ['if (table.hasOnePolicy) return []', 'table.hasOnePolicy', 'false'])

equivalent('letter case changes no number of parameters', 'lib/routes/mixed-urls.ts',
  ['return shapeOf(pattern, true).parameters.length > 0', 'true', 'false'])

equivalent('either case makes one key of a name', 'lib/routes/policy-pool.ts',
  ['return name.toLowerCase()', 'name.toLowerCase()', 'name.toUpperCase()'])

equivalent('patterns that differ in letter case match no common URL, or have their values in the same places', 'lib/routes/parameter-place.ts',
  ['const { key, parameters } = shapeOf(pattern, true)', 'true', 'false'])

equivalent('each parameter begins with NUL, so that any text can be between two', 'lib/routes/parameter-place.ts',
  // oxlint-disable-next-line no-template-curly-in-string
  ["const text = parameters.map(({ expression, suffix }) => `\\0${expression}${suffix}`).join('')", "''", '"Stryker was here!"'])

const GROUPS = "const source = parameters.map(({ expression }) => expression || '()').join('')"
// oxlint-disable-next-line no-template-curly-in-string
const MATCHED = "return new RegExp(`${source}|`).exec('')!.length - 1"
equivalent('groups are counted whatever is between them, and at each text the empty alternative matches', 'lib/routes/parameter-place.ts',
  [GROUPS, "''", '"Stryker was here!"'],
  [MATCHED, "''", '"Stryker was here!"'])

equivalent('all targets of URLs that the router rejects are kept under that name', 'lib/routes/targets.ts',
  ["return this.at(this.#nowhere, '', undefined, notFound)", "''", '"Stryker was here!"'])

equivalent('methods are sorted where they are compiled; here it makes one key of them', 'lib/routes/targets.ts',
  ['return compileAt(pooled, [...methods].sort(), false)', '[...methods].sort()', '[...methods]'])

equivalent('nothing is ambiguous then; the guards spare the look-ups', 'lib/routes/uncertain-targets.ts',
  ['if (table.hasOnePolicy) return []', 'table.hasOnePolicy', 'false'],
  ['if (hidden.length === 0) return []', 'hidden.length === 0', 'false'],
  ['if (haveSameOrigins(one, other)) continue', 'haveSameOrigins(one, other)', 'false'])

const HOSTS = 'const hosts = [one, other].map(({ route }) => demandsOf(route, table.strategies).host).filter((host) => host !== undefined)'
equivalent('no example is the host of a route without one', 'lib/routes/uncertain-targets.ts',
  [HOSTS, '[one, other].map(({ route }) => demandsOf(route, … gies).host).filter((host) => host !== undefined)', '[one, other].map(({ route }) => demandsOf(route, table.strategies).host)'],
  [HOSTS, 'host !== undefined', 'true'])

equivalent('equal patterns have equal places; the guard spares them', 'lib/routes/url-entry.ts',
  ['return sources === undefined || one.pattern === other.pattern ||', 'one.pattern === other.pattern', 'false'])

equivalent('methods are sorted where they are compiled; here it makes one key of them', 'lib/routes/url-entry.ts',
  ['return compileAt(pooled, methods.sort(), variesByMethod)', 'methods.sort()', 'methods'])

equivalent('a stable sort asks only whether one comes before the other, and what is not before stays behind', 'lib/validate/sort-issues.ts',
  ['for (let i = 0; i < a.length || i < b.length; i++) {', 'i < a.length', 'false'])

equivalent('what is not an object has no fields, and has been reported; the guard is for the type', 'lib/validate/document.ts',
  ['if (isRecord(policy)) yield * checkPolicy(policy, path, privateSuffixes, issues)', 'isRecord(policy)', 'true'])

equivalent('what is neither JSON nor a name is text', 'lib/validate/issue.ts',
  ["function fixOf ({ fix, fixes = 'text' }: IssueDraft, path: string): CorsFix | undefined {", "'text'", '""'])

equivalent('members that are missing are undefined; objects of one shape are read quicker', 'lib/validate/json-schema.ts',
  ['const ANYTHING: JsonSchema = {', '{ type: undefined, const: undefined, anyOf: unde … efined, minimum: undefined, maximum: undefined }', '{}'],
  ['const schema: Record<string, unknown> = { ...ANYTHING }', '{ ...ANYTHING }', '{}'])

equivalent('what is made twice is equal; the guard spares it', 'lib/validate/public-suffix.ts',
  ['if (known !== undefined) return known', 'known !== undefined', 'false'])

equivalent('no host has that suffix', 'lib/validate/document.ts',
  ['const own: readonly unknown[] = Array.isArray(suffixes) ? suffixes : []', '[]', '["Stryker was here"]'])

equivalent('where the last star stands in the text is compared with where the text ends; both move alike', 'lib/validate/document.ts',
  ["let text = ''", "''", '"Stryker was here!"'])

equivalent('no key has the text undefined; the guard is for the type', 'lib/validate/covering-pattern.ts',
  ['return found === undefined ? undefined : this.#keys.get(found)', 'found === undefined', 'false'])

equivalent('the name is not a token, and is refused like a missing one', 'lib/validate/headers.ts',
  ["const name = /^[\\s\"'`]*([^\\s\"'`:]+)[\\s\"'`]*(?::(?:\\s|$)|$)/.exec(text)?.[1] ?? ''", "''", '"Stryker was here!"'])

equivalent('what is neither an address nor digits is not a range', 'lib/validate/origin-diagnosis.ts',
  ["const host = /^(?:https?:\\/\\/)?\\[?([\\da-f:.]+)\\]?\\/\\d{1,3}$/i.exec(text)?.[1] ?? ''", "''", '"Stryker was here!"'])

equivalent('an entry with a line break has no correction', 'lib/validate/origin-diagnosis.ts',
  ['const before = /^(.+:)\\d+$/.exec(first)?.[1]', '/^(.+:)\\d+$/', '/(.+:)\\d+$/'])

equivalent('behind the end of the list is no source', 'lib/validate/source-names.ts',
  ['for (let i = 0; i < origins.length; i++) {', 'i < origins.length', 'i <= origins.length'])

equivalent('a list has a first entry; the default is for the type', 'lib/validate/origin-diagnosis.ts',
  ["const [first = '', ...others] = entries", "''", '"Stryker was here!"'])

equivalent('without a renamed member nothing is taken; the guard spares the copies', 'lib/validate/name-collisions.ts',
  ['if (counts.size === 0) return [...issues]', 'counts.size === 0', 'false'])

equivalent('the largest number is in range, and is not reported', 'lib/validate/schema-issues.ts',
  ['if (seconds > MAX_AGE) return jsonFault(\'max-age-out-of-range\', message, String(MAX_AGE))', 'seconds > MAX_AGE', 'seconds >= MAX_AGE'])

const SECURE = "if (pattern.startsWith('https://') && !pattern.includes('*')) return undefined"
equivalent('reading the pattern says the same of an exact origin; this spares it', 'lib/validate/cross-field.ts',
  [SECURE, "'*'", '""'],
  [SECURE, "pattern.startsWith('https://')", "pattern.endsWith('https://')"],
  [SECURE, "pattern.startsWith('https://') && !pattern.includes('*')", 'false'])

equivalent('as many edits are needed as the lengths differ, at least; the guard spares the count', 'lib/validate/nearest.ts',
  ['if (Math.abs(other.length - key.length) >= least) continue', 'Math.abs(other.length - key.length) >= least', 'false'],
  ['if (Math.abs(other.length - key.length) >= least) continue', 'Math.abs(other.length - key.length) >= least', 'Math.abs(other.length - key.length) > least'])

equivalent('it is read from the second row on, and replaced before', 'lib/validate/nearest.ts',
  ['let beforeLast: number[] = []', '[]', '["Stryker was here"]'])

equivalent('what is made twice is equal; it is remembered to be quick', 'lib/validate/sort-issues.ts',
  ['if (index === undefined) {', 'index === undefined', 'true'])

equivalent('behind both ends nothing differs', 'lib/validate/sort-issues.ts',
  ['for (let i = 0; i < a.length || i < b.length; i++) {', 'i < a.length', 'i <= a.length'],
  ['for (let i = 0; i < a.length || i < b.length; i++) {', 'i < b.length', 'i <= b.length'])

equivalent('the two differ there', 'lib/validate/sort-issues.ts',
  ['if (x !== y) return x < y ? -1 : 1', 'x < y', 'x <= y'])

equivalent('behind the end of the list is no text', 'lib/validate/cross-field.ts',
  ['for (let index = 0; Array.isArray(origins) && index < origins.length; index++) {', 'index < origins.length', 'index <= origins.length'])

const RULES = "return [policy.credentials === true, ...DANGER_FLAGS.filter((flag) => flags.includes(flag))].join(' ')"
equivalent('any text works that differs where the rules differ', 'lib/validate/cross-field.ts',
  [RULES, 'policy.credentials === true', 'policy.credentials !== true'],
  [RULES, "' '", '""'])

const KNOWN = 'if (byRules === undefined) byOrigins.set(origins, byRules = new Map())'
equivalent('finding the faults again gives the same; remembering them is quick', 'lib/validate/inherited-faults.ts',
  [KNOWN, 'byRules === undefined', 'true'],
  ['if (known?.suffixes === suffixes) return known.faults', 'known?.suffixes === suffixes', 'false'],
  ['byRules.set(rules, { suffixes, faults })', '{ suffixes, faults }', '{}'])

equivalent('no flag is called so', 'lib/validate/cross-field.ts',
  ['return Array.isArray(dangerouslyAllow) ? dangerouslyAllow : []', '[]', '["Stryker was here"]'],
  ['return withCredentials(pattern, [], privateSuffixes) === undefined', '[]', '["Stryker was here"]'],
  ['const flags = policy.dangerouslyAllow as readonly unknown[] | undefined ?? []', '[]', '["Stryker was here"]'])

equivalent('without suffixes from further in, a policy that was valid outside is so here; the guard spares the look-ups', 'lib/validate/cross-field.ts',
  ['if (policy?.credentials !== true || privateSuffixes.length === 0) return', 'privateSuffixes.length === 0', 'false'])

const SUFFIX_LABELS = "const labels = suffix.length > MAX_HOST_LENGTH ? [] : suffix.split('.')"
equivalent('either way no label has another before it', 'lib/validate/public-suffix.ts',
  [SUFFIX_LABELS, '[]', '["Stryker was here"]'])

equivalent('behind the last label is the empty name, which no host has, and the suffix itself is entered below', 'lib/validate/public-suffix.ts',
  ['for (let i = labels.length - 1; i > 0; i--) {', 'labels.length - 1', 'labels.length + 1'],
  ['for (let i = labels.length - 1; i > 0; i--) {', 'i > 0', 'i >= 0'])

const SUFFIX_NAME = "const name = origin?.replace(/^.*:\\/\\//, '').replace(/:.*/, '').replace(/\\.$/, '') ?? ''"
equivalent('neither is a host name', 'lib/validate/public-suffix.ts',
  [SUFFIX_NAME, "''", '"Stryker was here!"', 4])

equivalent('what stands before the slashes is one line and begins the text', 'lib/validate/public-suffix.ts',
  [SUFFIX_NAME, '/^.*:\\/\\//', '/.*:\\/\\//'])

equivalent('a text is copied as any value is; it is quicker to do so at once', 'lib/validate/snapshot.ts',
  ["if (typeof member === 'string') {", "typeof member === 'string'", 'false'],
  ["if (typeof member === 'string') {", "'string'", '""'])

equivalent('no scheme has that name, and an empty one is never sent', 'lib/validate/origin-diagnosis.ts',
  ["const scheme = /^([a-z]+):/i.exec(text)?.[1] ?? ''", "''", '"Stryker was here!"'])

equivalent('a function without a return returns undefined too', 'lib/validate/origin-url.ts',
  ['} catch {', '{ return undefined }', '{}'],
  ['} catch {', '{ return undefined }', '{}', 2])

equivalent('reading the pattern says the same; this spares it', 'lib/validate/origin-grammar.ts',
  ['if (isHttp(text) && isSerializedOrigin(text)) return true', 'isHttp(text) && isSerializedOrigin(text)', 'false'])

equivalent('the expression matches at the start of every text, nothing at least, and has the scheme there only', 'lib/validate/origin-fix.ts',
  ['const before = /^(?:https?(?::|\\/\\/:?)|:)?\\/*/i.exec(text)![0]', '/^(?:https?(?::|\\/\\/:?)|:)?\\/*/i', '/(?:https?(?::|\\/\\/:?)|:)?\\/*/i'],
  ['const insecure = /^http[:/]/i.test(before)', '/^http[:/]/i', '/http[:/]/i'],
  ['const isNamed = insecure || /^https/i.test(before)', '/^https/i', '/https/i'])

const PARTS = "const [, scheme = '', behind = ''] = /^([^:]*):\\/\\/(.*)$/s.exec(text) ?? []"
equivalent('what has no scheme stands for no pattern whatever is put in its place, and the rest reaches to the end', 'lib/validate/origin-fix.ts',
  [PARTS, "''", '"Stryker was here!"'],
  [PARTS, "''", '"Stryker was here!"', 2],
  [PARTS, '[]', '["Stryker was here"]'],
  [PARTS, '/^([^:]*):\\/\\/(.*)$/s', '/^([^:]*):\\/\\/(.*)/s'])

equivalent('no scheme of extensions is called so', 'lib/validate/origin-grammar.ts',
  ["const scheme = text.endsWith('://*') ? text.slice(0, -4) : ''", "''", '"Stryker was here!"'])

const LABELLED = 'const labelled = star === -1 ? undefined : withoutLabel(withPort, star)'
equivalent('without a star, what would stand behind it begins with the scheme, which no label does; the check says it', 'lib/validate/origin-grammar.ts',
  [LABELLED, 'star === -1', 'false'],
  [LABELLED, '-1', '+1'])

const LEFTMOST = 'if (star > end || !BEFORE.test(before) || !AFTER.test(after)) return undefined'
equivalent('what stands before a later star has a dot, which is refused too, and without a dot no origin is left; the guard says it', 'lib/validate/origin-grammar.ts',
  [LEFTMOST, 'star > end', 'false'],
  [LEFTMOST, 'star > end', 'star >= end'])

equivalent('no longer text passes the limits of its parts; the guard bounds the cost', 'lib/validate/origin-grammar.ts',
  ['if (text.length > MAX_ORIGIN_LENGTH) return undefined', 'text.length > MAX_ORIGIN_LENGTH', 'false'])

equivalent('a header without a value counts as missing; the guard spares it', 'lib/apply/write-head.ts',
  ['if (value === undefined) continue', 'value === undefined', 'false', 2])

equivalent('the set says the same of names of other lengths; the guard spares the look-up', 'lib/apply/write-head.ts',
  ['return LENGTHS[name.length] === true && governed.has(name.toLowerCase())', 'LENGTHS[name.length] === true', 'true'])

equivalent('no name is empty, and only true counts', 'lib/apply/write-head.ts',
  ['const LENGTHS: boolean[] = []', '[]', '["Stryker was here"]'])

equivalent('behind the end of the list stands the name undefined, which no header of CORS has', 'lib/apply/observe-response-head.ts',
  ['return Array.from({ length: given.length / 2 }, (_, i) => [given[2 * i], given[2 * i + 1]] as const)', 'given.length / 2', 'given.length * 2'])

equivalent('split never returns an empty list; the default is for the type', 'lib/standard/cache-control.ts',
  ["const [name = '', value, ...more] = directive.trim().split('=')", "''", '"Stryker was here!"'])

equivalent('the next line says the same; the guard spares it', 'lib/standard/insecure-origin.ts',
  ['if (origin.charCodeAt(4) !== COLON && origin.charCodeAt(3) !== COLON) return false', 'origin.charCodeAt(4) !== COLON && origin.charCodeAt(3) !== COLON', 'false'])
