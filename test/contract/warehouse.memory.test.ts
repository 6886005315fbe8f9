import { openMemoryWarehouse } from '../../src/adapters/memory/index.js'
import { warehouseContract } from './warehouse/suite.js'
import { tickingClock } from './warehouse/support.js'

warehouseContract('warehouse in memory', (clock = tickingClock()) => openMemoryWarehouse({ clock }))
