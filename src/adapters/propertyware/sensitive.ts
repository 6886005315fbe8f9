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

export const isSensitive = (member: string): boolean => sensitive.has(member.toLowerCase())
