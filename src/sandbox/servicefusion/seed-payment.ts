import { type LocalTime, utcStamp } from './local-time.js'
import type { InvoiceRecord, JobRecord } from './records.js'
import type { State } from './state.js'

const hour = 3_600_000
const day = 24 * hour

/** An invoice and the check that paid it. `received_on` is true UTC while the other stamps of the payment are local. */
export const bill = (state: State, job: JobRecord, check: string, time: LocalTime): void => {
  const customer = state.customers.get(job.customer_id)?.customer_name ?? ''
  const id = state.invoices.nextId()
  const created = (job.closed ?? job.created) + hour
  const invoice: InvoiceRecord = {
    id,
    number: 4412 + state.invoices.all().length,
    po_number: job.po_number,
    terms: 'NET30',
    total: job.total,
    is_paid: true,
    date: `${time.day(created)}T00:00:00+00:00`,
    created,
    customer,
    customer_contact: null,
  }
  state.invoices.put(invoice)
  job.invoiceIds = [id]
  job.payments_deposits_total = job.total
  job.payment_status = 'Paid in Full'
  job.check_number = check
  job.sections['payments'] = [paymentOf(invoice, check, time)]
}

const paymentOf = (invoice: InvoiceRecord, check: string, time: LocalTime): Record<string, unknown> => ({
  transaction_type: 'AUTH_CAPTURE',
  transaction_token: null,
  transaction_id: null,
  payment_transaction_id: 501,
  original_transaction_id: null,
  apply_to: 'INV',
  amount: invoice.total,
  memo: null,
  authorization_code: null,
  bill_to_street_address: null,
  bill_to_postal_code: null,
  bill_to_country: null,
  reference_number: check,
  is_resync_qbo: false,
  created_at: time.stamp(invoice.created + day),
  updated_at: time.stamp(invoice.created + day),
  received_on: utcStamp(invoice.created + day),
  qbo_synced_date: null,
  qbo_id: null,
  qbd_id: null,
  customer: invoice.customer,
  type: 'Check',
  invoice_id: invoice.id,
  gateway_id: null,
  receipt_id: null,
})
