// Writes the WSDL that the PropertyWare adapter ships: `node scripts/propertyware-wsdl.mjs`. It has the operations that pwsf may call and the
// types they reach, in the shape of Apache Axis 1.x (rpc/encoded). The real WSDL has 294 operations and is bound to its host.
import { writeFileSync } from 'node:fs'

// name [abstract] [< parent] = field:type[?]   (? = nillable, Type[] = soapenc array; lower-case types are of XML Schema)
const types = `
ClientDataContainer abstract = clientData:ClientDataItem[]?
PWObject abstract < ClientDataContainer = ID:long
AbstractDocumentHolder abstract < PWObject = documents:Document[]? notes:Note[]?
WorkOrder < AbstractDocumentHolder = approvalComment:string? approved:boolean approvedBy:User? approvedDate:dateTime? authorizedToEnter:string?
  building:Building? category:string? closingComments:string? completedDate:dateTime? costEstimate:double createdDate:dateTime?
  customFields:CustomField[]? dateToEnter:dateTime? description:string? hourEstimate:double lease:Lease? location:string? number:int owner:User?
  ownerFullName:string? portfolio:Portfolio? priority:string? priorityAsInt:int requestedBy:string? requestedByContact:Contact?
  requiredMaterials:string? scheduledEndDate:dateTime? serviceRequestBuilding:string? serviceRequestCompanyName:string?
  serviceRequestContactEmail:string? serviceRequestContactName:string? serviceRequestContactPhone:string? serviceRequestContactPhoneType:string?
  serviceRequestUnit:string? source:string? specificLocation:string? startDate:dateTime? status:string? totalCost:double? totalHourWorked:double
  type:string? unitIDs:long[]? vendorIDs:long[]?
Unit < AbstractDocumentHolder = abbreviation:string? active:boolean address:string? address2:string? areaUnits:string? availableDate:dateTime?
  buildingID:long? category:string? city:string? comments:string? country:string? county:string? customFields:CustomField[]? drivingDirections:string?
  featured:boolean featuredForRent:boolean featuredForSale:boolean floorNumber:int forSale:boolean latitude:double? leaseTerms:int
  leaseTermsUnits:string? leasingAgents:string? longitude:double? maintenanceNotice:string? marketingName:string? mlsLeaseNumber:string?
  mlsNumber:string? multiUnit:boolean name:string? neighborhood:string? numberBathrooms:double numberBedrooms:int numberFloors:int
  otherTenantCharges:string? parcelNumber:string? petsAllowed:boolean portfolio:string? postingTitle:string? published:boolean
  publishedForRent:boolean publishedForSale:boolean ready:boolean salePrice:double? saleTerms:string? searchTag:string? shortDescription:string?
  smokingAllowed:boolean specials:string? state:string? status:string? syndicate:string? targetDeposit:string? targetRent:double
  targetRentUnits:string? totalArea:double type:string? unitAmenities:string? website:string? zip:string?
Building < Unit = defaultBankAccount:Bank? defaultSecurityDepositAccount:Bank? insuranceCarriers:BuildingInsuranceCarrier[]?
  managementContractEndDate:dateTime? managementContractStartDate:dateTime? managementFeeType:string? managementFlatFee:double
  managmentFees:ManagementFee[]? propertyManagerList:anyType[]? rentable:boolean units:anyType[]? yearBuilt:int
Portfolio < AbstractDocumentHolder = abbreviation:string? active:boolean customFields:CustomField[]? defaultBankAccount:Bank?
  defaultSecurityDepositBankAccount:Bank? managementCompany:boolean name:string? owners:anyType[]? targetOperatingReserve:double
Lease < AbstractDocumentHolder = active:boolean autoCharges:AutoCharge[]? balance:double building:Building? buildingID:long? comments:string?
  commercial:boolean customFields:CustomField[]? endDate:dateTime? evictionDate:dateTime? keysReturned:boolean lateFeeRule:LateFeeRule?
  leaseName:string? leaseStatus:string? moveInDate:dateTime? moveOutDate:dateTime? noticeGivenDate:dateTime? primaryContact:Contact?
  publicAssistanceProgram:string? reasonForLeaving:string? scheduleMoveOutDate:dateTime? skipPostAutoCharges:boolean startDate:dateTime?
  tenants:Contact[]? terminatedDate:dateTime? unit:Unit? unitID:long?
Contact < AbstractDocumentHolder = address:string? address2:string? birthDate:dateTime? city:string? comments:string? company:string?
  completeName:string? contactType:string? country:string? customFields:CustomField[]? dirty:boolean driversLicenseNumber:string? email:string?
  fax:string? firstName:string? gender:int homePhone:string? jobTitle:string? lastName:string? middleName:string? mobilePhone:string?
  nameOnCheck:string? namedOnLease:boolean pager:string? salutation:string? searchTag:string? ssn:string? state:string? suffix:string?
  webAddress:string? workPhone:string? zip:string?
Owner < PWObject = address:string? address2:string? altPhone:string? city:string? companyName:string? contactId:long country:string?
  customFields:CustomField[]? email:string? firstName:string? lastName:string? mobile:string? name:string? nameOnCheck:string? notes:Note[]?
  percentageOwnership:double? phone:string? state:string? taxID:string? zip:string?
Vendor < AbstractDocumentHolder = accountNumber:string? active:boolean address:string? address2:string? billSplitAccount:Account? city:string?
  comments:string? companyName:string? contacts:Contact[]? country:string? creditLimit:double customFields:CustomField[]? eligible1099:boolean
  email:string? fax:string? name:string? nameOnCheck:string? otherPhone:string? paymentTermDaysToPay:int? paymentTerms:string? phone:string?
  state:string? syncToVMM:boolean taxID:string? vendorType:string? website:string? zip:string?
Note < PWObject = body:string? date:dateTime? private:boolean subject:string?
Document < PWObject = description:string? fileData:string? fileType:string? filename:string? privateFile:boolean publishToOwnerPortal:boolean
  publishToTenantPortal:boolean
CustomField < PWObject = dataType:string? fieldName:string? value:string?
ClientDataItem = key:string? value:anyType?
User < PWObject = address:string? address2:string? alertEmail:string? city:string? company:string? country:string? email:string? fax:string?
  firstName:string? homePhone:string? lastName:string? mobile:string? orgId:long pager:string? propertyRestricted:boolean replyToEmail:string?
  state:string? status:string? systemTimeZoneId:string? userTimeZoneId:string? workPhone:string? zip:string?
PropertyManager < PWObject = buildingID:long primary:boolean role:string? user:User?
Account < PWObject = accountCode:string? accountNumber:string? accountType:string? active:boolean bankAccountHolder:string? bankAccountNumber:string?
  bankAddress:string? bankAddress2:string? bankCity:string? bankInstitution:string? bankRoutingNumber:string? bankState:string? bankZip:string?
  lateFeeApplicable:boolean name:string? parentRef:string? paymentPriority:int transferBalanceToRetainedEarnings:boolean
Bank < PWObject = accountNumber:string? accountType:string? address:string? address2:string? bankAccountHolder:string? bankAccountHolderSSN:string?
  bankAccountTypeAsInt:int bankGLAccount:Account? bankGLAccountCode:string? city:string? depositMICRLine:string? depositTicketType:int
  institutionName:string? mappedGLAccountCode:string? routingNumber:string? state:string? zip:string?
AutoCharge < PWObject = account:Account? amount:double description:string? dueDay:int endDate:dateTime? frequency:string? lastPostDate:dateTime?
  referenceNumber:string? startDate:dateTime?
LateFeeRule < PWObject = comments:string? description:string? dueDay:int feeType:int finalRangeAmount:double flatFee:string? graceThreshold:int
  initialFeeMethod:int initialRangeAmount:double initialRangeEndDay:int limitAmountToMaximum:boolean maximumAmount:double middleRangeAmount:double
  middleRangeEndDay:int minimumDue:double oneTimeFee:double perDayFee:double perDayFeeMethod:int percentage:string?
ManagementFee < PWObject = account:Account? manager:string? managersCommissionPercentage:double passThrough:boolean percentage:double
BuildingInsuranceCarrier < PWObject = company:string? coverageAmount:double expirationDate:dateTime? insuranceContactID:long? insuranceID:string?
  insuranceType:string? notes:string? policyNumber:string? premiumAmount:double
PWFinanceObject < PWObject = amount:double buildingAbbr:string? buildingID:long comments:string? customer:string? customerID:long date:dateTime?
  glAccountCode:string? glAccountDescription:string? glAccountNumber:string? leaseID:long ownerTransaction:boolean portfolioAbbr:string?
  portfolioID:long qbEditSequence:string? qbTxnID:string? refNumber:string? unitAbbr:string? unitID:long vendorID:long
AbstractFinancialDocumentHolder abstract < PWFinanceObject = documents:Document[]?
BillPayment < AbstractFinancialDocumentHolder = bankAccount:string? billID:long billNumber:int billTxnID:string? checkNumber:string?
  checkPrintedBy:string? checkPrintedOn:dateTime? nameOnCheck:string? paymentMethod:string? refNo:string? toBePrinted:boolean vendor:string?
BaseDTOSearchCriteria abstract = ids:long[]? pageNumber:int results:anyType[]?
AuditableDTOSearchCriteria abstract < BaseDTOSearchCriteria = createdAfter:dateTime? createdBefore:dateTime? createdOn:dateTime?
  createdOnOrAfter:dateTime? createdOnOrBefore:dateTime? lastModifiedAfter:dateTime? lastModifiedBefore:dateTime? lastModifiedOn:dateTime?
  lastModifiedOnOrAfter:dateTime? lastModifiedOnOrBefore:dateTime?
WorkOrderSearchCriteria < AuditableDTOSearchCriteria = buildingId:long? contactId:long? orderByNewestFirst:boolean portfolioId:long? unitId:long?
  vendorId:long? workOrderNumber:int?
LeaseSearchCriteria < AuditableDTOSearchCriteria = tenantId:long?
BuildingSearchCriteria < AuditableDTOSearchCriteria = ownerId:long?
UnitSearchCriteria < AuditableDTOSearchCriteria = buildingId:long?
ContactSearchCriteria < AuditableDTOSearchCriteria = email:string?
`

// name(parameter:type ...) -> return type
const operations = `
echoString(arg:string) -> string
getCurrentUser() -> User
getAllPortfolios() -> Portfolio[]
getBuildings(criteria:BuildingSearchCriteria) -> Building[]
getBuildingsForPortfolio(portfolioID:long) -> anyType[]
getUnits(criteria:UnitSearchCriteria) -> Unit[]
getLeases(criteria:LeaseSearchCriteria) -> Lease[]
getActiveLeaseForUnit(unitId:long) -> Lease
getActiveLeaseForRentableBuilding(buildingId:long) -> Lease
getContacts(criteria:ContactSearchCriteria) -> Contact[]
getVendors() -> anyType[]
getWorkOrder(criteria:WorkOrderSearchCriteria) -> WorkOrder
getWorkOrders(criteria:WorkOrderSearchCriteria) -> WorkOrder[]
createWorkOrder(workOrder:WorkOrder) -> WorkOrder
updateWorkOrder(workOrder:WorkOrder) -> WorkOrder
closeWorkOrder(workOrderID:long category:string closingComments:string startDate:dateTime completedDate:dateTime) -> boolean
attachNoteToWorkOrder(note:Note workOrder:WorkOrder) -> Note
getBillPayments(lastSync:dateTime cutoffDate:dateTime portfolioIds:long[] group:int) -> anyType[]
getBillPaymentGroupCount(lastSync:dateTime cutoffDate:dateTime portfolioIds:long[]) -> int
getVoidedBillPayments(lastSync:dateTime cutoffDate:dateTime portfolioIds:long[] group:int) -> anyType[]
`

const url = 'http://localhost/pw/services/PWServices'
const service = 'http://service.web.propertyware.realpage.com'
const encoding = 'http://schemas.xmlsoap.org/soap/encoding/'
const arrays = new Map()

const isSchemaType = (name) => /^[a-z]/.test(name)
const qualified = (type) => {
  if (!type.endsWith('[]')) return `${isSchemaType(type) ? 'xsd' : 'tns1'}:${type}`
  const item = type.slice(0, -2)
  const name = `ArrayOf_${isSchemaType(item) ? 'xsd' : 'tns1'}_${item}`
  arrays.set(name, qualified(item))
  return `impl:${name}`
}

const element = (field) => {
  const [, name, type, nillable] = /^(\w+):(\w+(?:\[\])?)(\?)?$/.exec(field)
  return `<element name="${name}"${nillable ? ' nillable="true"' : ''} type="${qualified(type)}"/>`
}

const complexType = (line) => {
  const [, name, abstract, parent, fields] = /^(\w+)( abstract)?(?: < (\w+))? =(.*)$/.exec(line)
  const sequence = `<sequence>${fields.trim().split(/\s+/).filter(Boolean).map(element).join('')}</sequence>`
  const content = parent ? `<complexContent><extension base="tns1:${parent}">${sequence}</extension></complexContent>` : sequence
  return `   <complexType name="${name}"${abstract ? ' abstract="true"' : ''}>${content}</complexType>`
}

const arrayType = ([name, item]) =>
  `   <complexType name="${name}"><complexContent><restriction base="soapenc:Array"><attribute ref="soapenc:arrayType" wsdl:arrayType="${item}[]"/></restriction></complexContent></complexType>`

const lines = (text) =>
  text
    .trim()
    .replace(/\n {2}/g, ' ')
    .split('\n')
const parsed = lines(operations).map((line) => {
  const [, name, parameters, result] = /^(\w+)\((.*)\) -> (.+)$/.exec(line)
  return {
    name,
    parameters: parameters
      .split(' ')
      .filter(Boolean)
      .map((parameter) => parameter.split(':')),
    result,
  }
})

const message = ({ name, parameters, result }) => ` <wsdl:message name="${name}Request">${parameters
  .map(([part, type]) => `<wsdl:part name="${part}" type="${qualified(type)}"/>`)
  .join('')}</wsdl:message>
 <wsdl:message name="${name}Response"><wsdl:part name="${name}Return" type="${qualified(result)}"/></wsdl:message>`

const parameterOrder = (parameters) => (parameters.length === 0 ? '' : ` parameterOrder="${parameters.map(([part]) => part).join(' ')}"`)

const portOperation = ({ name, parameters }) =>
  `  <wsdl:operation name="${name}"${parameterOrder(parameters)}><wsdl:input name="${name}Request" message="impl:${name}Request"/><wsdl:output name="${name}Response" message="impl:${name}Response"/></wsdl:operation>`

const body = `<wsdlsoap:body use="encoded" namespace="${service}" encodingStyle="${encoding}"/>`
const bindingOperation = ({ name }) =>
  `  <wsdl:operation name="${name}"><wsdlsoap:operation soapAction=""/><wsdl:input name="${name}Request">${body}</wsdl:input><wsdl:output name="${name}Response">${body}</wsdl:output></wsdl:operation>`

const complexTypes = lines(types).map(complexType)
const messages = parsed.map(message)

writeFileSync(
  new URL('../src/adapters/propertyware/wsdl/PWServices.wsdl', import.meta.url),
  `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions targetNamespace="${url}" xmlns:impl="${url}" xmlns:tns1="urn:PWServices" xmlns:soapenc="${encoding}" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:wsdlsoap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
 <wsdl:types>
  <schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:PWServices">
   <import namespace="${url}"/><import namespace="${encoding}"/>
${complexTypes.join('\n')}
  </schema>
  <schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="${url}">
   <import namespace="urn:PWServices"/><import namespace="${encoding}"/>
${[...arrays].map(arrayType).join('\n')}
  </schema>
 </wsdl:types>
${messages.join('\n')}
 <wsdl:portType name="PWServices">
${parsed.map(portOperation).join('\n')}
 </wsdl:portType>
 <wsdl:binding name="PWServicesSoapBinding" type="impl:PWServices">
  <wsdlsoap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
${parsed.map(bindingOperation).join('\n')}
 </wsdl:binding>
 <wsdl:service name="PWServicesService"><wsdl:port name="PWServices" binding="impl:PWServicesSoapBinding"><wsdlsoap:address location="${url}"/></wsdl:port></wsdl:service>
</wsdl:definitions>
`,
)
