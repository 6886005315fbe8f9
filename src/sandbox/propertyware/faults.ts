/** The faults that the PropertyWare simulator can produce, by name, with what an operator sees. */
export const propertyWareFaults = {
  'pw-hangup-on-reuse': 'a second request on the same TCP connection is answered by a reset',
  'pw-fin-after-answer': 'the connection is closed right after an answer that promised to keep it alive',
  'pw-rst-mid-body': 'the connection is reset in the middle of the answer',
  'pw-truncated-xml': 'an HTTP answer that is complete holds XML that breaks off',
  'pw-html-200': 'an HTML maintenance page comes with status 200',
  'pw-401': 'the credentials are refused for one request',
  'pw-403': 'the edge refuses one request',
  'pw-soap-fault': 'the server answers one request with a SOAP fault',
  'pw-slow-page': 'an answer takes seconds',
  'pw-empty-middle-page': 'a page in the middle of a list comes empty',
  'pw-short-list': 'a list comes with half of its rows and status 200',
  'pw-empty-list': 'a list comes without rows and status 200',
  'pw-rows-shift': 'a new work order is added between two page reads',
  'pw-row-changes': 'a work order is edited between two page reads',
  'pw-drops-rows': 'a list of what changed leaves out a row until it changes again',
  'pw-inline': 'answers are inline instead of multiRef (a mode)',
  'pw-absent': 'nil members are left out (a mode)',
  'pw-unknown-status': 'a work order is given a status that nobody has configured',
  'pw-hangup-before-write': 'the connection is reset before a write has happened',
  'pw-hangup-after-write': 'the connection is reset after a write has happened',
} as const satisfies Record<`pw-${string}`, string>

export type PropertyWareFault = keyof typeof propertyWareFaults
