/**
 * The SOAP types of the operations that the simulator has, in the notation of the reference (section 1.4): `Type < Parent: member:kind`, with `?`
 * for nillable. Kinds: s string, b boolean, i int, l long, d double, t dateTime, any anyType, the name of a type, or one of these with `[]`.
 * A member without `?` is a Java primitive: always present in an answer, 0 or false when a request leaves it out.
 */
const tables = `
abstract ClientDataContainer: clientData:ClientDataItem[]?
ClientDataItem: key:s? value:any?
abstract PWObject < ClientDataContainer: ID:l
abstract AbstractDocumentHolder < PWObject: documents:Document[]? notes:Note[]?
WorkOrder < AbstractDocumentHolder: approvalComment:s? approved:b approvedBy:User? approvedDate:t? authorizedToEnter:s? building:Building? category:s?
  closingComments:s? completedDate:t? costEstimate:d createdDate:t? customFields:CustomField[]? dateToEnter:t? description:s? hourEstimate:d
  lease:Lease? location:s? number:i owner:User? ownerFullName:s? portfolio:Portfolio? priority:s? priorityAsInt:i requestedBy:s?
  requestedByContact:Contact? requiredMaterials:s? scheduledEndDate:t? serviceRequestBuilding:s? serviceRequestCompanyName:s?
  serviceRequestContactEmail:s? serviceRequestContactName:s? serviceRequestContactPhone:s? serviceRequestContactPhoneType:s?
  serviceRequestUnit:s? source:s? specificLocation:s? startDate:t? status:s? totalCost:d? totalHourWorked:d type:s? unitIDs:l[]? vendorIDs:l[]?
Unit < AbstractDocumentHolder: abbreviation:s? active:b address:s? address2:s? areaUnits:s? availableDate:t? buildingID:l? category:s? city:s?
  comments:s? country:s? county:s? customFields:CustomField[]? drivingDirections:s? featured:b featuredForRent:b featuredForSale:b floorNumber:i
  forSale:b latitude:d? leaseTerms:i leaseTermsUnits:s? leasingAgents:s? longitude:d? maintenanceNotice:s? marketingName:s? mlsLeaseNumber:s?
  mlsNumber:s? multiUnit:b name:s? neighborhood:s? numberBathrooms:d numberBedrooms:i numberFloors:i otherTenantCharges:s? parcelNumber:s?
  petsAllowed:b portfolio:s? postingTitle:s? published:b publishedForRent:b publishedForSale:b ready:b salePrice:d? saleTerms:s? searchTag:s?
  shortDescription:s? smokingAllowed:b specials:s? state:s? status:s? syndicate:s? targetDeposit:s? targetRent:d targetRentUnits:s? totalArea:d
  type:s? unitAmenities:s? website:s? zip:s?
Building < Unit: defaultBankAccount:Bank? defaultSecurityDepositAccount:Bank? insuranceCarriers:BuildingInsuranceCarrier[]?
  managementContractEndDate:t? managementContractStartDate:t? managementFeeType:s? managementFlatFee:d managmentFees:ManagementFee[]?
  propertyManagerList:any[]? rentable:b units:any[]? yearBuilt:i
Portfolio < AbstractDocumentHolder: abbreviation:s? active:b customFields:CustomField[]? defaultBankAccount:Bank?
  defaultSecurityDepositBankAccount:Bank? managementCompany:b managementFlatFee:d name:s? owners:any[]? targetOperatingReserve:d
Lease < AbstractDocumentHolder: active:b autoCharges:AutoCharge[]? balance:d building:Building? buildingID:l? comments:s? commercial:b
  customFields:CustomField[]? endDate:t? evictionDate:t? keysReturned:b lateFeeRule:LateFeeRule? leaseName:s? leaseStatus:s? moveInDate:t?
  moveOutDate:t? noticeGivenDate:t? primaryContact:Contact? publicAssistanceProgram:s? reasonForLeaving:s? scheduleMoveOutDate:t?
  skipPostAutoCharges:b startDate:t? tenants:Contact[]? terminatedDate:t? unit:Unit? unitID:l?
Contact < AbstractDocumentHolder: address:s? address2:s? birthDate:t? city:s? comments:s? company:s? completeName:s? contactType:s? country:s?
  customFields:CustomField[]? dirty:b driversLicenseNumber:s? email:s? fax:s? firstName:s? gender:i homePhone:s? jobTitle:s? lastName:s?
  middleName:s? mobilePhone:s? nameOnCheck:s? namedOnLease:b pager:s? salutation:s? searchTag:s? ssn:s? state:s? suffix:s? webAddress:s?
  workPhone:s? zip:s?
Owner < PWObject: address:s? address2:s? altPhone:s? city:s? companyName:s? contactId:l country:s? customFields:CustomField[]? email:s? firstName:s?
  lastName:s? mobile:s? name:s? nameOnCheck:s? notes:Note[]? percentageOwnership:d? phone:s? state:s? taxID:s? zip:s?
Vendor < AbstractDocumentHolder: accountNumber:s? active:b address:s? address2:s? billSplitAccount:Account? city:s? comments:s? companyName:s?
  contacts:Contact[]? country:s? creditLimit:d customFields:CustomField[]? eligible1099:b email:s? fax:s? name:s? nameOnCheck:s? otherPhone:s?
  paymentTermDaysToPay:i? paymentTerms:s? phone:s? state:s? syncToVMM:b taxID:s? vendorType:s? website:s? zip:s?
Note < PWObject: body:s? date:t? default:b private:b subject:s?
Document < PWObject: description:s? fileData:s? fileType:s? filename:s? privateFile:b publishToOwnerPortal:b publishToTenantPortal:b
CustomField < PWObject: dataType:s? fieldName:s? value:s?
User < PWObject: address:s? address2:s? alertEmail:s? city:s? company:s? country:s? email:s? fax:s? firstName:s? homePhone:s? lastName:s? mobile:s?
  orgId:l pager:s? propertyRestricted:b replyToEmail:s? state:s? status:s? systemTimeZoneId:s? userTimeZoneId:s? workPhone:s? zip:s?
PropertyManager < PWObject: buildingID:l primary:b role:s? user:User?
Account < PWObject: accountCode:s? accountNumber:s? accountType:s? active:b bankAccountHolder:s? bankAccountNumber:s? bankAddress:s?
  bankAddress2:s? bankCity:s? bankInstitution:s? bankRoutingNumber:s? bankState:s? bankZip:s? lateFeeApplicable:b name:s? parentRef:s?
  paymentPriority:i transferBalanceToRetainedEarnings:b
Bank < PWObject: accountNumber:s? accountType:s? address:s? address2:s? bankAccountHolder:s? bankAccountHolderSSN:s? bankAccountTypeAsInt:i
  bankGLAccount:Account? bankGLAccountCode:s? city:s? depositMICRLine:s? depositTicketType:i institutionName:s? mappedGLAccountCode:s?
  routingNumber:s? state:s? zip:s?
AutoCharge < PWObject: account:Account? amount:d description:s? dueDay:i endDate:t? frequency:s? lastPostDate:t? referenceNumber:s? startDate:t?
LateFeeRule < PWObject: comments:s? description:s? dueDay:i feeType:i finalRangeAmount:d flatFee:s? graceThreshold:i initialFeeMethod:i
  initialRangeAmount:d initialRangeEndDay:i limitAmountToMaximum:b maximumAmount:d middleRangeAmount:d middleRangeEndDay:i minimumDue:d
  oneTimeFee:d perDayFee:d perDayFeeMethod:i percentage:s?
ManagementFee < PWObject: account:Account? manager:s? managersCommissionPercentage:d passThrough:b percentage:d
BuildingInsuranceCarrier < PWObject: company:s? coverageAmount:d expirationDate:t? insuranceContactID:l? insuranceID:s? insuranceType:s? notes:s?
  policyNumber:s? premiumAmount:d
abstract PWFinanceObject < PWObject: amount:d buildingAbbr:s? buildingID:l comments:s? customer:s? customerID:l date:t? glAccountCode:s?
  glAccountDescription:s? glAccountNumber:s? leaseID:l ownerTransaction:b portfolioAbbr:s? portfolioID:l qbEditSequence:s? qbTxnID:s? refNumber:s?
  unitAbbr:s? unitID:l vendorID:l
abstract AbstractFinancialDocumentHolder < PWFinanceObject: documents:Document[]?
BillPayment < AbstractFinancialDocumentHolder: bankAccount:s? billID:l billNumber:i billTxnID:s? checkNumber:s? checkPrintedBy:s? checkPrintedOn:t?
  nameOnCheck:s? paymentMethod:s? refNo:s? toBePrinted:b vendor:s?
abstract BaseDTOSearchCriteria: ids:l[]? pageNumber:i results:any[]?
abstract AuditableDTOSearchCriteria < BaseDTOSearchCriteria: createdAfter:t? createdBefore:t? createdOn:t? createdOnOrAfter:t? createdOnOrBefore:t?
  lastModifiedAfter:t? lastModifiedBefore:t? lastModifiedOn:t? lastModifiedOnOrAfter:t? lastModifiedOnOrBefore:t?
WorkOrderSearchCriteria < AuditableDTOSearchCriteria: buildingId:l? contactId:l? orderByNewestFirst:b portfolioId:l? unitId:l? vendorId:l?
  workOrderNumber:i?
LeaseSearchCriteria < AuditableDTOSearchCriteria: tenantId:l?
BuildingSearchCriteria < AuditableDTOSearchCriteria: ownerId:l?
UnitSearchCriteria < AuditableDTOSearchCriteria: buildingId:l?
ContactSearchCriteria < AuditableDTOSearchCriteria: email:s?
`

export interface Kind {
  /** `string`, `long` ..., `anyType`, or the name of a complex type. */
  readonly item: string
  readonly simple: boolean
  readonly array: boolean
}

export interface Member {
  readonly name: string
  readonly kind: Kind
  readonly nillable: boolean
}

export interface TypeTable {
  readonly name: string
  readonly abstract: boolean
  readonly parent: string | undefined
  readonly members: readonly Member[]
}

const scalars: Readonly<Record<string, string>> = { s: 'string', b: 'boolean', i: 'int', l: 'long', d: 'double', t: 'dateTime' }
const simpleNames = new Set(Object.values(scalars))

/** `long`, `string[]`, `WorkOrder`, `anyType[]`, or the short forms of the tables. */
export const kindOf = (text: string): Kind => {
  const array = text.endsWith('[]')
  const short = array ? text.slice(0, -2) : text
  const item = scalars[short] ?? (short === 'any' ? 'anyType' : short)
  return { item, simple: simpleNames.has(item), array }
}

const memberOf = (text: string): Member => {
  const [name = '', kind = ''] = text.split(':')
  return { name, kind: kindOf(kind.replace('?', '')), nillable: kind.endsWith('?') }
}

const parseTable = (text: string): TypeTable => {
  const [head = '', body = ''] = text.split(/:(.*)/s)
  const [names = '', parent] = head.split(' < ')
  const abstract = names.startsWith('abstract ')
  return { name: names.replace('abstract ', ''), abstract, parent, members: body.trim().split(/\s+/).map(memberOf) }
}

/** Every complex type by name, parents before children. */
export const types: ReadonlyMap<string, TypeTable> = new Map(
  tables
    .trim()
    .split(/\n(?! )/)
    .map(parseTable)
    .map((table) => [table.name, table]),
)

const byName = (a: Member, b: Member): number => (a.name < b.name ? -1 : 1)

const collect = (name: string | undefined): readonly Member[] => {
  const table = name === undefined ? undefined : types.get(name)
  return table === undefined ? [] : [...collect(table.parent), ...table.members]
}

/** Members of a type, inherited ones mixed in, in ASCII order: the order in which Axis writes them. */
export const membersByType: ReadonlyMap<string, readonly Member[]> = new Map([...types.keys()].map((name) => [name, collect(name).toSorted(byName)]))
