// Stands in for src/adapters/propertyware/index.ts: the real adapter, less patient, with crash points around each write.
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { begin, reach } from '../../torture/points.js'

const { request } = http
http.request = (...given) => {
  const call = request(...given)
  const end = call.end.bind(call)
  call.end = (body, ...more) => {
    if (!String(body).includes('updateWorkOrder')) return end(body, ...more)
    reach('save:before')
    call.once('response', () => reach('save:answered'))
    const ended = end(body, ...more)
    begin('save:under-way')
    return ended
  }
  return call
}
syncBuiltinESMExports()

const real = await import('./real.js')

export const openPropertyWare = (options) => {
  const opened = real.openPropertyWare({ ...options, timeoutMs: Number(process.env.TORTURE_TIMEOUT ?? '2000') })
  const changeStatus = async (...given) => {
    reach('write-back:before')
    const result = await opened.writer.changeStatus(...given)
    reach('write-back:after')
    return result
  }
  return { ...opened, writer: { changeStatus } }
}
