import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'

type Node = { [name: string]: Node } & unknown[]

const file = new URL('../../fixtures/servicefusion/openapi.yaml', import.meta.url)

/** The description as plain objects, references resolved by `follow`. */
export const description = parse(readFileSync(file, 'utf8')) as Node

/** The node that a `$ref` points at; any other node itself. */
export const follow = (node: Node): Node => {
  const reference: unknown = node['$ref']
  if (typeof reference !== 'string') return node
  return follow(
    reference
      .split('/')
      .slice(1)
      .reduce((at, name) => at[name]!, description),
  )
}

/**
 * The schemas in JSON Schema's terms, and closed: `nullable` becomes a type, `allOf` is merged, and members that are not described are
 * refused, which the description itself leaves open.
 */
const closed = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(closed)
  if (node === null || typeof node !== 'object') return node
  const { nullable, allOf, ...rest } = node as { nullable?: boolean; allOf?: Node[]; type?: string; properties?: Node; [name: string]: unknown }
  if (allOf !== undefined) return closed(merged(allOf.map(follow)))
  const converted = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, name === 'example' || name === 'enum' ? value : closed(value)]))
  if (nullable === true && typeof rest.type === 'string') converted['type'] = [rest.type, 'null']
  if (rest.type === 'object' && rest.properties !== undefined) converted['additionalProperties'] = false
  return converted
}

const merged = (parts: Node[]): Record<string, unknown> => ({
  type: 'object',
  required: parts.flatMap((part) => (part['required'] as unknown[] | undefined) ?? []),
  properties: Object.assign({}, ...parts.map((part) => part['properties'])) as unknown,
})

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger })
ajv.addSchema({ $id: 'description', components: { schemas: closed(description['components']!['schemas']) } })

const compiled = new Map<string, ValidateFunction>()

const validatorOf = (schema: Node): ValidateFunction => {
  const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"description#/components')
  const known = compiled.get(text)
  if (known !== undefined) return known
  const validate = ajv.compile(JSON.parse(text) as object)
  compiled.set(text, validate)
  return validate
}

export interface Described {
  status: number
  headers: Headers
  text: string
}

/** What is wrong with an answer, by the description of its operation and status; empty when nothing is. `path` is the template, e.g. `/v1/jobs/{job-id}`. */
export const complaintsAbout = (method: string, path: string, { status, headers, text }: Described): string[] => {
  const operation = description['paths']![path]?.[method.toLowerCase()]
  const described = operation?.['responses']?.[String(status)]
  if (described === undefined) return [`${method} ${path} has no answer ${status}`]
  const response = follow(described)
  const missing = Object.keys(response['headers'] ?? {}).filter((name) => name !== 'Retry-After' && !headers.has(name))
  const type = headers.get('content-type')?.split(';')[0] ?? ''
  const content = response['content']?.[type]
  if (content === undefined) return [...missing.map((name) => `header ${name} is missing`), `content type ${type} is not described`]
  const validate = validatorOf(content['schema']!)
  const isValid = validate(type === 'application/json' ? JSON.parse(text) : text)
  return [...missing.map((name) => `header ${name} is missing`), ...(isValid ? [] : [ajv.errorsText(validate.errors)])]
}

/** The parameters of an operation by name. */
export const parametersOf = (method: string, path: string): Map<string, Node> => {
  const parameters = description['paths']![path]![method]!['parameters'] as Node[] | undefined
  return new Map((parameters ?? []).map((parameter) => [String(follow(parameter)['name']), follow(parameter)]))
}

/** The closed vocabulary of a comma-separated parameter. */
export const wordsOf = (parameter: Node | undefined): string[] => (parameter?.['schema']?.['items']?.['enum'] as unknown as string[] | undefined) ?? []
