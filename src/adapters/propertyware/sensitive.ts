/**
 * Members that are never kept, logged or sent: they identify people beyond what a technician needs, or move money
 * (reference, section 1.6). Compared without regard to case, in records of every type.
 */
const sensitive: ReadonlySet<string> = new Set(
  [
    'ssn',
    'driversLicenseNumber',
    'birthDate',
    'dob',
    'taxID',
    'nameOnCheck',
    'accountNumber',
    'routingNumber',
    'depositMICRLine',
    'bankAccount',
    'bankAccountHolder',
    'bankAccountHolderSSN',
    'bankAccountNumber',
    'bankRoutingNumber',
    'depositToAccount',
    'destBankAcctNo',
    'destBankHolder',
    'destBankRoutingNo',
    'sourceBankAcctNo',
    'sourceBankHolder',
    'sourceBankRoutingNo',
    'cardNumber',
    'nameOnCard',
  ].map((name) => name.toLowerCase()),
)

/** The same few hundred names come millions of times. A server that invented names without end would not fill the memory. */
const known = new Map<string, boolean>()
const knownAtMost = 5_000

export const isSensitive = (member: string): boolean => {
  const before = known.get(member)
  if (before !== undefined) return before
  const answer = sensitive.has(member.toLowerCase())
  if (known.size < knownAtMost) known.set(member, answer)
  return answer
}
