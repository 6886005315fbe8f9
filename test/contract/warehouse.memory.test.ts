import { describe } from 'vitest'
import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { warehouseContract } from './warehouse/suite.js'
import { tickingClock } from './warehouse/support.js'

describe('warehouse in memory', () => {
  warehouseContract((clock = tickingClock()) => openMemoryWarehouse({ clock }))
})
