import { fold } from '../model/text.js'
import { accountName } from './draft.js'
import type { Problem } from './plan.js'
import type { SyncSettings } from './settings.js'
import type { AccountLists } from './work-order-facts.js'

/** Names in the configuration that the ServiceFusion account does not have. Jobs are created without them, and the operator is told. */
export const accountProblems = ({ newJobStatus, categories, defaultCategory }: SyncSettings, account: AccountLists): Problem[] => {
  const problems: Problem[] = []
  if (newJobStatus !== null && accountName(newJobStatus, account.jobStatuses) === undefined)
    problems.push({
      code: 'job-status-missing',
      message: `the ServiceFusion account has no job status "${newJobStatus}": new jobs get the account's default`,
      next: 'Set newJobStatus to a status of the account, or to null.',
    })
  const wanted = new Map([...Object.values(categories), ...(defaultCategory === null ? [] : [defaultCategory])].map((name) => [fold(name), name]))
  for (const name of wanted.values())
    if (accountName(name, account.jobCategories) === undefined)
      problems.push({
        code: 'job-category-missing',
        message: `the ServiceFusion account has no job category "${name}": jobs that ask for it get none`,
        next: 'Correct the name in categories or defaultCategory, or add the category in ServiceFusion.',
      })
  return problems
}
