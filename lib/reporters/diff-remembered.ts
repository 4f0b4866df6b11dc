/** Sentences about what browsers and caches keep of a policy. */
import type { Phrase } from '../../types/documentation.ts'
import type { CorsDiffChange } from '../../types/diff.ts'
import { secondsPhrase } from './diff-origins.ts'

/** A sentence for each of them. */
export function keptLines ({ preflights, preflightCacheControl, responses }: CorsDiffChange['kept']): Phrase[] {
  return [
    ...preflights === null
      ? []
      : [['Browsers keep approved preflights for at most ', ...secondsPhrase(preflights), '. Until then, pages can still send these requests.']],
    ...preflightCacheControl === null
      ? []
      : [['Caches keep approved preflights too, because of ', { code: preflightCacheControl }, '. Purge them.']],
    ...responses.map((effect): Phrase => [effect === 'allow' ? STILL_ALLOWED : STILL_BLOCKED])
  ]
}

const STILL_ALLOWED = 'Stored responses keep the old headers, and a 304 renews them: pages that lose access can read them. ' +
  'Purge these URLs in all caches, and change their entity tags.'

const STILL_BLOCKED = 'Stored responses without the new headers block pages that gain access, until they expire or are purged.'
