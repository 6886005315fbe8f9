import { z } from 'zod'

const text = z.string().min(1)
const texts = z.array(text)
const names = z.record(text, text)

const share = z.union(
  [z.number().min(0).max(1), z.string().regex(/^(100(\.0+)?|\d{1,2}(\.\d+)?)%$/)],
  'expected a number from 0 to 1, or a percentage such as "1%"',
)
const limit = z.union([z.int().min(0), z.string().regex(/^\d+(\.\d+)?%$/), z.null()], 'expected a whole number, a percentage such as "10%", or null')

const jobStatus = z.strictObject({
  meaning: z.enum(['active', 'done', 'cancelled']).describe('active: work goes on; done: nothing more will happen; cancelled: a person has to decide'),
  status: text.optional().describe('PropertyWare status to write'),
  serviceStatus: text.optional().describe('value of the custom field `serviceStatusField` to write'),
})

/** What `pwsf.config.json` may hold. Passwords and client secrets are not here: they come from the environment only. */
const fileSchema = z.strictObject({
  $schema: z.string().optional(),
  databaseUrl: text.describe('where the warehouse is: sqlite:PATH, or postgres://HOST/DATABASE (one with a password belongs in the environment)').optional(),
  databaseSchema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'expected small letters, digits and _')
    .describe('Postgres: schema of the warehouse')
    .optional(),
  databasePooler: z
    .enum(['auto', 'transaction', 'none'])
    .describe('Postgres: whether connections come from a pooler that gives them out per transaction; auto: find out')
    .optional(),
  pwUrl: text.describe('address of the PropertyWare SOAP service').optional(),
  pwUsername: text.describe('PropertyWare user').optional(),
  sfUrl: text.describe('ServiceFusion host; the token is at /oauth/access_token, resources are below /v1').optional(),
  sfClientId: text.describe('ServiceFusion client id').optional(),
  timezone: text.describe('IANA time zone of the ServiceFusion account, e.g. America/Chicago').optional(),
  statusOpen: texts.describe('PropertyWare statuses that are dispatched').optional(),
  statusClosed: texts.describe('PropertyWare statuses that are finished; a status in neither list is held').optional(),
  goLive: z.iso.date().nullable().describe('work orders created before this day (in the account time zone) are not dispatched').optional(),
  portfolios: z
    .strictObject({ include: texts.optional(), exclude: texts.optional() })
    .describe('portfolios by id, abbreviation or name; an empty include list means all')
    .optional(),
  serviceStatusField: text.describe('work order custom field that carries the workflow').optional(),
  conflictPolicy: z
    .enum(['propertyware', 'servicefusion', 'hold'])
    .describe('whose status stands when both sides changed it since they were last in step; hold: a person decides')
    .optional(),
  jobStatuses: z.record(text, jobStatus).describe('what each ServiceFusion job status means for its work order').optional(),
  newJobStatus: text.nullable().describe('status of new jobs; null: the default of the account').optional(),
  categories: names.describe('PropertyWare category -> ServiceFusion category').optional(),
  defaultCategory: text.nullable().describe('ServiceFusion category for the rest; null: none is sent').optional(),
  customers: z
    .strictObject({
      building: names.describe('customer by building id or abbreviation').optional(),
      portfolio: names.describe('customer by portfolio id, abbreviation or name').optional(),
      owner: names.describe('customer by owner id or name').optional(),
      fixed: text.nullable().describe('customer for everything else').optional(),
      matchByName: z.boolean().describe('look for a customer with the name of the portfolio or of its single owner').optional(),
    })
    .optional(),
  jobNumberField: text.nullable().describe('job custom field that receives the work order number; null: none').optional(),
  flags: z
    .strictObject({
      'servicefusion.create': z.boolean().optional(),
      'propertyware.write-back': z.boolean().optional(),
      'customers.create': z.boolean().optional(),
    })
    .describe('switches for each class of writes')
    .optional(),
  overlapHours: z.number().min(0).max(24_000).describe('how far an incremental read reaches back behind the last complete run').optional(),
  quarantineMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe('how long a job whose creation got no clear answer is only looked for, before it may be created again')
    .optional(),
  maxCreates: limit.describe('most jobs one run may create: a number, a percentage of the work orders read, or null').optional(),
  maxUpdates: limit.describe('most work orders one run may change: a number, a percentage of the work orders read, or null').optional(),
  maxErrorRate: share.describe('share of work orders that may be failed, held, blocked or quarantined before a run ends with exit code 7').optional(),
  emptySourceShare: share.describe('a full read that brings less than this share of what is known is not believed').optional(),
  backfill: z
    .strictObject({ share: share.describe('share of the ServiceFusion request limit that a backfill may use; the rest is left to syncs').optional() })
    .optional(),
  rawPayloads: z
    .strictObject({ keepDays: z.int().min(0).max(3_650).describe('for how many days records are kept as they came (scrubbed); 0: not at all').optional() })
    .optional(),
})

/** Everything a run may be told: the file's settings and the secrets. */
export const settingsSchema = fileSchema.extend({ pwPassword: text.optional(), sfClientSecret: text.optional() })

export type RawSettings = z.infer<typeof settingsSchema>

/** The JSON schema that editors use for `pwsf.config.json` (published as `schema/pwsf.config.schema.json`). */
export const fileJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(fileSchema, { io: 'input' }),
  title: 'pwsf.config.json',
})
