import { type Kind, kindOf } from './schema.js'

export interface Operation {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly kind: Kind }[]
  readonly result: Kind
  /** True when it changes something. */
  readonly mutating: boolean
}

/** Signatures, in the notation of the reference (section 1.3), with the assumed scalar types filled in. */
const signatures = `
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
closeWorkOrder(workOrderID:long, category:string, closingComments:string, startDate:dateTime, completedDate:dateTime) -> boolean
attachNoteToWorkOrder(note:Note, workOrder:WorkOrder) -> Note
getBillPayments(lastSync:dateTime, cutoffDate:dateTime, portfolioIds:long[], group:int) -> anyType[]
getBillPaymentGroupCount(lastSync:dateTime, cutoffDate:dateTime, portfolioIds:long[]) -> int
getVoidedBillPayments(lastSync:dateTime, cutoffDate:dateTime, portfolioIds:long[], group:int) -> anyType[]
getVoidedBillPaymentGroupCount(lastSync:dateTime, cutoffDate:dateTime, portfolioIds:long[]) -> int
`

const parse = (line: string): Operation => {
  const [, name = '', parameters = '', result = ''] = /^(\w+)\((.*)\) -> (\S+)$/.exec(line) ?? []
  return {
    name,
    parameters: parameters
      .split(', ')
      .filter((text) => text !== '')
      .map((text) => {
        const [parameter = '', kind = ''] = text.split(':')
        return { name: parameter, kind: kindOf(kind) }
      }),
    result: kindOf(result),
    mutating: /^(create|update|close|attach)/.test(name),
  }
}

export const operations: ReadonlyMap<string, Operation> = new Map(
  signatures
    .trim()
    .split('\n')
    .map(parse)
    .map((operation) => [operation.name, operation]),
)
