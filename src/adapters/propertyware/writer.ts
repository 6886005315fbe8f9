import type { PropertyWareWriter } from '../../core/ports/propertyware.js'
import type { PropertyWareClient } from './client.js'
export const openWriter = (_client: PropertyWareClient, _field: string): PropertyWareWriter => ({ changeStatus: () => Promise.reject(new Error('x')) })
