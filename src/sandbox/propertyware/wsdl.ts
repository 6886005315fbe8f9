import { operations, type Operation } from './operations.js'
import { type Kind, type TypeTable, types } from './schema.js'

const serviceNamespace = 'http://service.web.propertyware.realpage.com'
const encoding = 'http://schemas.xmlsoap.org/soap/encoding/'

const prefixed = ({ item, simple }: Kind): string => (simple || item === 'anyType' ? `xsd:${item}` : `tns1:${item}`)
const arrayName = (kind: Kind): string => `ArrayOf_${prefixed(kind).replace(':', '_')}`
const reference = (kind: Kind): string => (kind.array ? `impl:${arrayName(kind)}` : prefixed(kind))

const sequence = (table: TypeTable): string => {
  const elements = table.members.map(
    (member) => `<element name="${member.name}"${member.nillable ? ' nillable="true"' : ''} type="${reference(member.kind)}"/>`,
  )
  return `<sequence>${elements.join('')}</sequence>`
}

const complexType = (table: TypeTable): string => {
  const content =
    table.parent === undefined ? sequence(table) : `<complexContent><extension base="tns1:${table.parent}">${sequence(table)}</extension></complexContent>`
  return `<complexType${table.abstract ? ' abstract="true"' : ''} name="${table.name}">${content}</complexType>`
}

const arrayKinds = (): Kind[] => {
  const all = [
    ...[...types.values()].flatMap((table) => table.members.map((member) => member.kind)),
    ...[...operations.values()].flatMap((operation) => [operation.result, ...operation.parameters.map((parameter) => parameter.kind)]),
  ]
  return [...new Map(all.filter((kind) => kind.array).map((kind) => [kind.item, kind])).values()]
}

const arrayType = (kind: Kind): string =>
  `<complexType name="${arrayName(kind)}"><complexContent><restriction base="soapenc:Array">` +
  `<attribute ref="soapenc:arrayType" wsdl:arrayType="${prefixed(kind)}[]"/></restriction></complexContent></complexType>`

const messages = (operation: Operation): string => {
  const parts = operation.parameters.map((parameter) => `<wsdl:part name="${parameter.name}" type="${reference(parameter.kind)}"/>`)
  const { name, result } = operation
  return (
    `<wsdl:message name="${name}Request">${parts.join('')}</wsdl:message>` +
    `<wsdl:message name="${name}Response"><wsdl:part name="${name}Return" type="${reference(result)}"/></wsdl:message>`
  )
}

const portOperation = ({ name, parameters }: Operation): string =>
  `<wsdl:operation name="${name}" parameterOrder="${parameters.map((parameter) => parameter.name).join(' ')}">` +
  `<wsdl:input message="impl:${name}Request" name="${name}Request"/><wsdl:output message="impl:${name}Response" name="${name}Response"/></wsdl:operation>`

const bindingOperation = ({ name }: Operation): string => {
  const body = `<wsdlsoap:body encodingStyle="${encoding}" namespace="${serviceNamespace}" use="encoded"/>`
  return (
    `<wsdl:operation name="${name}"><wsdlsoap:operation soapAction=""/>` +
    `<wsdl:input name="${name}Request">${body}</wsdl:input><wsdl:output name="${name}Response">${body}</wsdl:output></wsdl:operation>`
  )
}

/** The WSDL as Axis generates it: `url`, the address it was fetched from, is its target namespace and the address of the service. */
export const describeService = (url: string): string => {
  const all = [...operations.values()]
  return `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions targetNamespace="${url}" xmlns:apachesoap="http://xml.apache.org/xml-soap" xmlns:impl="${url}" xmlns:intf="${url}"
 xmlns:soapenc="${encoding}" xmlns:tns1="urn:PWServices" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
 xmlns:wsdlsoap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<wsdl:types>
<schema targetNamespace="urn:PWServices" xmlns="http://www.w3.org/2001/XMLSchema"><import namespace="${url}"/><import namespace="${encoding}"/>
${[...types.values()].map(complexType).join('\n')}
</schema>
<schema targetNamespace="${url}" xmlns="http://www.w3.org/2001/XMLSchema"><import namespace="urn:PWServices"/><import namespace="${encoding}"/>
${arrayKinds().map(arrayType).join('\n')}
</schema>
</wsdl:types>
${all.map(messages).join('\n')}
<wsdl:portType name="PWServices">
${all.map(portOperation).join('\n')}
</wsdl:portType>
<wsdl:binding name="PWServicesSoapBinding" type="impl:PWServices"><wsdlsoap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
${all.map(bindingOperation).join('\n')}
</wsdl:binding>
<wsdl:service name="PWServicesService"><wsdl:port binding="impl:PWServicesSoapBinding" name="PWServices"><wsdlsoap:address location="${url}"/></wsdl:port></wsdl:service>
</wsdl:definitions>
`
}
