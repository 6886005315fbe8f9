/** What a member holds: a scalar of XML Schema, a bean of one of the types below, or a list of either. */
export type Kind = Scalar | { bean: TypeName } | { list: Scalar | { bean: TypeName } }
export type Scalar = 'string' | 'long' | 'int' | 'boolean' | 'double' | 'dateTime'
export type TypeName = keyof typeof members

export interface MemberKind {
  kind: Kind
  /** A Java primitive: never nil, and 0 or false when an update leaves it out. */
  primitive: boolean
}

const texts = (names: string): string =>
  names
    .split(' ')
    .map((name) => `${name}:string`)
    .join(' ')

const place = texts('address address2 city state zip country county')
const unit = `ID:long! ${place} ${texts('abbreviation name category comments portfolio status type maintenanceNotice targetRentUnits')}
  active:boolean! multiUnit:boolean! ready:boolean! numberBedrooms:int! numberBathrooms:double! targetRent:double! availableDate:dateTime
  buildingID:long customFields:CustomField[] notes:Note[]`

/** The types of the reference, sections 1.4: `!` marks a primitive, `[]` a list, a capital a bean. */
const members = {
  WorkOrder: `ID:long! number:int! approved:boolean! approvedBy:User approvedDate:dateTime building:Building costEstimate:double! hourEstimate:double!
    completedDate:dateTime createdDate:dateTime customFields:CustomField[] dateToEnter:dateTime documents:Document[] lease:Lease notes:Note[] owner:User
    portfolio:Portfolio priorityAsInt:int! requestedByContact:Contact scheduledEndDate:dateTime startDate:dateTime totalCost:double totalHourWorked:double!
    unitIDs:long[] vendorIDs:long[] ${texts(
      'approvalComment authorizedToEnter category closingComments description location ownerFullName priority requestedBy requiredMaterials serviceRequestBuilding serviceRequestCompanyName serviceRequestContactEmail serviceRequestContactName serviceRequestContactPhone serviceRequestContactPhoneType serviceRequestUnit source specificLocation status type',
    )}`,
  Portfolio: `ID:long! ${texts('abbreviation name')} active:boolean! managementCompany:boolean! targetOperatingReserve:double! owners:Owner[]`,
  Building: `${unit} rentable:boolean! yearBuilt:int! managementFlatFee:double! units:Unit[]`,
  Unit: unit,
  Lease: `ID:long! active:boolean! balance:double! commercial:boolean! keysReturned:boolean! buildingID:long unitID:long ${texts('comments leaseName leaseStatus')}
    startDate:dateTime endDate:dateTime moveInDate:dateTime moveOutDate:dateTime primaryContact:Contact tenants:Contact[]`,
  Contact: `ID:long! ${texts(
    'firstName lastName completeName company contactType email mobilePhone homePhone workPhone ssn driversLicenseNumber',
  )} birthDate:dateTime gender:int! namedOnLease:boolean! dirty:boolean!`,
  Vendor: `ID:long! ${texts('name companyName vendorType email phone taxID')} active:boolean! creditLimit:double! syncToVMM:boolean!`,
  Owner: `ID:long! ${texts('name firstName lastName companyName email taxID')} contactId:long! percentageOwnership:double`,
  User: `ID:long! orgId:long ${texts('firstName lastName email systemTimeZoneId userTimeZoneId')}`,
  CustomField: `ID:long! ${texts('fieldName dataType value')}`,
  Note: `ID:long! ${texts('subject body')} date:dateTime private:boolean!`,
  Document: `ID:long! ${texts('filename fileType description')}`,
}

const kindOf = (text: string): Kind => {
  const name = text.replace('[]', '')
  const one = /^[A-Z]/.test(name) ? { bean: name as TypeName } : (name as Scalar)
  return text.endsWith('[]') ? { list: one } : one
}

const parse = (text: string): ReadonlyMap<string, MemberKind> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name = '', kind = ''] = entry.split(':')
        return [name, { kind: kindOf(kind.replace('!', '')), primitive: kind.endsWith('!') }]
      }),
  )

const parsed = new Map(Object.entries(members).map(([name, text]) => [name, parse(text)]))

/** The members of one of PropertyWare's types, by name. */
export const membersOf = (type: TypeName): ReadonlyMap<string, MemberKind> => parsed.get(type) ?? new Map()

/** What an update that leaves a primitive out turns it into. */
export const zeroOf = (kind: Kind): number | boolean => kind !== 'boolean' && 0
