import type { FaultDescription } from '../kernel.js'

/** Every way in which the simulated ServiceFusion misbehaves on request. */
export const serviceFusionFaults: readonly FaultDescription[] = [
  { name: 'sf-create-then-500', kind: 'event', description: 'a create works, and is answered with 500' },
  { name: 'sf-create-then-drop', kind: 'event', description: 'a create works, and the connection breaks before the answer' },
  { name: 'sf-empty-201', kind: 'event', description: 'a create works, and is answered with 201 and no body' },
  { name: 'sf-500', kind: 'event', description: 'a request does nothing and is answered with 500' },
  { name: 'sf-no-answer', kind: 'event', description: 'a request is never answered; a create has worked half of the times' },
  { name: 'sf-html-404', kind: 'event', description: 'a request does nothing and is answered with a 404 in HTML' },
  { name: 'sf-token-expiry', kind: 'event', description: 'the token of a request expires before its time, hence 401' },
  { name: 'sf-429-burst', kind: 'event', description: 'for two seconds every request is answered with 429 and a Retry-After' },
  { name: 'sf-429-burst-bare', kind: 'event', description: 'for two seconds every request is answered with 429 and no Retry-After' },
  { name: 'sf-ignored-filter', kind: 'event', description: 'a list ignores its filters' },
  { name: 'sf-late-visibility', kind: 'mode', description: 'new jobs are missing in filtered lists for a while' },
  { name: 'sf-limit-halved', kind: 'mode', description: 'the request limit halves after twenty requests' },
  { name: 'sf-per-page-10', kind: 'mode', description: 'pages hold ten rows at most, whatever is asked for' },
  { name: 'sf-new-status', kind: 'mode', description: 'an office person invents a job status and gives it to some open jobs' },
  { name: 'sf-customer-missing', kind: 'mode', description: "the first portfolio's customer cannot be found" },
]
