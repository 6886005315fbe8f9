import { escapeXml } from './xml.js'

/** A failure that Axis reports as a fault. `faultstring` is the Java exception's class, a colon and its message. */
export class SoapFault extends Error {
  readonly faultstring: string

  constructor(faultstring: string) {
    super(faultstring)
    this.name = 'SoapFault'
    this.faultstring = faultstring
  }
}

export const businessFault = (message: string): SoapFault => new SoapFault(`java.lang.Exception: ${message}`)

const trace = (faultstring: string): string =>
  [
    faultstring,
    'at org.apache.axis.message.SOAPFaultBuilder.createFault(SOAPFaultBuilder.java:222)',
    'at org.apache.axis.providers.java.RPCProvider.processMessage(RPCProvider.java:186)',
    'at org.apache.axis.transport.http.AxisServlet.doPost(AxisServlet.java:699)',
  ].join('\n\t')

/** The envelope of a fault, as Axis 1.4 writes it in development mode. */
export const encodeFault = (faultstring: string): string =>
  '<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>' +
  `<faultcode>soapenv:Server.userException</faultcode><faultstring>${escapeXml(faultstring)}</faultstring><detail>` +
  `<ns1:stackTrace xmlns:ns1="http://xml.apache.org/axis/">${escapeXml(trace(faultstring))}</ns1:stackTrace>` +
  '<ns2:hostname xmlns:ns2="http://xml.apache.org/axis/">node-7</ns2:hostname></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>'
