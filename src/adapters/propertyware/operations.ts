/**
 * Every operation that pwsf may call. PropertyWare's WSDL has 294, and the same login may clear the general ledger or delete contacts:
 * what is not on this list cannot be called, whatever the WSDL says. `read` operations change nothing and may be repeated.
 */
export const operations = {
  echoString: 'read',
  getCurrentUser: 'read',
  getAllPortfolios: 'read',
  getBuildings: 'read',
  getBuildingsForPortfolio: 'read',
  getUnits: 'read',
  getLeases: 'read',
  getActiveLeaseForUnit: 'read',
  getActiveLeaseForRentableBuilding: 'read',
  getContacts: 'read',
  getVendors: 'read',
  getWorkOrder: 'read',
  getWorkOrders: 'read',
  getBillPayments: 'read',
  getBillPaymentGroupCount: 'read',
  getVoidedBillPayments: 'read',
  createWorkOrder: 'write',
  updateWorkOrder: 'write',
  closeWorkOrder: 'write',
  attachNoteToWorkOrder: 'write',
} as const satisfies Record<string, 'read' | 'write'>

export type Operation = keyof typeof operations

export type ReadOperation = { [O in Operation]: (typeof operations)[O] extends 'read' ? O : never }[Operation]

/** True when the operation may be called at all. */
export const isAllowed = (name: string): name is Operation => Object.hasOwn(operations, name)
