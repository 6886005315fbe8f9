import { history } from './0001-history.js'
import { ledger } from './0002-ledger.js'
import { calendar } from './0003-calendar.js'
import { lease } from './0004-lease.js'
import { retry } from './0005-retry.js'
import { star } from './0006-star.js'
import { backfill } from './0007-backfill.js'
import { vanished } from './0008-vanished.js'
import { sharedState } from './0009-shared-state.js'
import type { Migration } from './migration.js'

/** All steps, in order. */
export const migrations: readonly Migration[] = [history, ledger, calendar, lease, retry, star, backfill, vanished, sharedState]
