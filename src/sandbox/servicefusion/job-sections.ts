import type { Mistake } from './body-shape.js'
import { type Body, flagOf, rowsOf, textOf, textOrNull } from './body-values.js'
import { jobFields } from './content.js'
import { customFieldSection } from './custom-fields.js'
import type { Section } from './records.js'
import type { Lookup } from './references.js'

/** The expandable parts of a new job. What refers to something unknown is added to `mistakes`. */
export const sectionsOf = (body: Body, lookup: Lookup, stamp: string, mistakes: Mistake[]): Record<string, Section> => {
  const stamps = { created_at: stamp, updated_at: stamp }
  const values: Record<string, unknown> = {}
  for (const [index, field] of rowsOf(body, 'custom_fields').entries()) {
    const name = textOf(field, 'name') ?? ''
    if (jobFields.some((known) => known.name === name)) values[name] = field['value']
    else mistakes.push({ field: `custom_fields.${index}.name`, message: 'Custom Field can not be found' })
  }
  return {
    custom_fields: customFieldSection(jobFields, values, stamp),
    agents: lookup.people('agents') ?? [],
    techs_assigned: lookup.people('techs_assigned') ?? [],
    notes: rowsOf(body, 'notes').map((row) => ({ notes: textOrNull(row, 'notes'), ...stamps })),
    tasks: rowsOf(body, 'tasks').map((row) => ({
      type: 'Misc',
      description: textOrNull(row, 'description'),
      start_time: null,
      start_date: null,
      end_date: null,
      is_completed: flagOf(row, 'is_completed') ?? false,
      ...stamps,
    })),
  }
}

/** This account keeps no projects, contracts, price book, equipment or time sheets, so whatever refers to one cannot be found. */
export const refuseUnknownParts = (lookup: Lookup): void => {
  for (const member of ['project', 'phase', 'contract']) lookup.refuse(member)
  lookup.refuseParts('products', 'product')
  lookup.refuseParts('services', 'service')
  lookup.refuseParts('other_charges', 'other_charge')
  lookup.refuseParts('equipment', 'id')
  lookup.refuseParts('labor_charges', 'user')
  lookup.refuseParts('expenses', 'category')
}
