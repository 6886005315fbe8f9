import type { FeatureFlag } from '../ports/ledger.js'
import type { SyncSettings } from './settings.js'

const members = {
  'servicefusion.create': 'createJobs',
  'propertyware.write-back': 'writeBack',
  'customers.create': 'createCustomers',
} as const

/** The settings with the warehouse's switches in force: a flag in the database outranks the configuration. Flags of other names are not the planner's. */
export const withFeatureFlags = (settings: SyncSettings, flags: readonly FeatureFlag[]): SyncSettings => {
  const inForce = { ...settings.flags }
  for (const { name, enabled } of flags) if (Object.hasOwn(members, name)) inForce[members[name as keyof typeof members]] = enabled
  return { ...settings, flags: inForce }
}
