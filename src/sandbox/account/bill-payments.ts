import { createIds, type Random } from './random.js'
import type { BillPayment, Vendor, WorkOrder } from './types.js'

const day = 86_400_000
const accounts = ['Operating 1000', 'Operating 1000', 'Trust 1010'] as const

/** The ways in which one check number gets typed. */
const retyped = (random: Random, number: string): string => random.pick([`00${number}`, `CHK ${number}`, `#${number}`, ` ${number}`, `chk${number}`])

/**
 * Payments of vendors' bills. Most checks pay one bill, some pay several (which is right); a few were entered twice with the number typed in
 * another way (which is a duplicate), and a few were voided and issued again (which is not).
 */
export const createBillPayments = (random: Random, workOrders: readonly WorkOrder[], vendors: readonly Vendor[], now: number): BillPayment[] => {
  const nextId = createIds(72, random)
  const nextBillId = createIds(73, random)
  const vendorsById = new Map(vendors.map((vendor) => [vendor.id, vendor]))
  const payments: BillPayment[] = []
  let check = 10_400
  let bill = 5_000
  const nextCheck = (): string => {
    check += 1
    return String(check)
  }
  const pay = (workOrder: WorkOrder, changes: Partial<BillPayment>): BillPayment | undefined => {
    const vendor = vendorsById.get(workOrder.vendorIds[0] ?? '')
    if (vendor === undefined || workOrder.building === null) return undefined
    bill += 1
    const date = Math.min(workOrder.modifiedAt + random.int(3, 25) * day, now - day)
    const payment: BillPayment = {
      kind: 'BillPayment',
      id: nextId(),
      checkNumber: null,
      paymentMethod: 'Check',
      vendor,
      amountCents: workOrder.totalCostCents ?? random.int(50, 900) * 100,
      date,
      bankAccount: random.pick(accounts),
      billId: nextBillId(),
      billNumber: bill,
      portfolio: workOrder.portfolio,
      building: workOrder.building,
      unitId: workOrder.unitIds[0] ?? null,
      voided: false,
      memo: `WO ${workOrder.number}`,
      modifiedAt: date,
      ...changes,
    }
    payments.push(payment)
    return payment
  }

  for (const workOrder of workOrders) {
    if (workOrder.status !== 'Closed' || !random.chance(0.25)) continue
    if (random.chance(0.15)) {
      pay(workOrder, { paymentMethod: 'Online Bank Transfer', checkNumber: random.pick(['ACH', 'EFT', null]) })
      continue
    }
    const first = pay(workOrder, { checkNumber: nextCheck() })
    if (first === undefined) continue
    const { checkNumber, bankAccount, date, billId, billNumber, amountCents } = first
    const kind = random.weighted([
      ['plain', 80],
      ['several-bills', 12],
      ['entered-twice', 4],
      ['voided', 4],
    ] as const)
    if (kind === 'several-bills') pay(workOrder, { checkNumber, bankAccount, date, amountCents: random.int(50, 400) * 100 })
    if (kind === 'entered-twice')
      pay(workOrder, { checkNumber: retyped(random, checkNumber ?? ''), bankAccount, billId, billNumber, amountCents, date: date + day })
    if (kind === 'voided') {
      payments.pop()
      payments.push({ ...first, voided: true })
      pay(workOrder, { checkNumber: nextCheck(), bankAccount, billId, billNumber, amountCents, date: Math.min(date + 2 * day, now) })
    }
  }
  return payments
}
