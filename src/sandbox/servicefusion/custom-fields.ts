/** All configured fields with their values, in the shape of the `custom_fields` section: unset ones are shown empty. */
export const customFieldSection = (
  configured: readonly { name: string; type: string; empty: unknown }[],
  values: Readonly<Record<string, unknown>>,
  stamp: string,
): Record<string, unknown>[] =>
  configured.map(({ name, type, empty }) => ({
    name,
    value: values[name] ?? empty,
    type,
    group: 'Default',
    created_at: stamp,
    updated_at: stamp,
    is_required: false,
  }))
