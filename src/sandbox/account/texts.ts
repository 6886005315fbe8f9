import type { Random } from './random.js'

/** What tenants and coordinators write. Categories are the account's own pick list: `HVAC ` really ends in a blank. */
interface Topic {
  category: string
  weight: number
  rooms: readonly string[]
  texts: readonly string[]
}

const wet = ['Kitchen', 'Hall bath', 'Master bath', 'Laundry', 'Half bath'] as const
const any = ['Kitchen', 'Living room', 'Bedroom 2', 'Front door', 'Hallway', 'Garage', 'Back porch'] as const

const topics: readonly Topic[] = [
  {
    category: 'Plumbing',
    weight: 24,
    rooms: wet,
    texts: [
      'Slow drain, backs up when the washer runs.',
      'Toilet keeps running; handle has to be jiggled.',
      'Faucet drips all night. Tenant tried tightening it.',
      'Garbage disposal hums but does not turn.',
      'No hot water since yesterday evening.',
      'Low water pressure in the shower only.',
      'Water heater pilot goes out every few days.',
      'Sewer smell, worse in the morning.',
    ],
  },
  {
    category: 'Water leak',
    weight: 8,
    rooms: wet,
    texts: [
      'Leak below the sink, bucket fills in 2 hours.',
      'Water stain on the ceiling is growing & the paint is bubbling.',
      'Toilet leaks at the base when flushed.',
      'Supply line to the ice maker sprays.',
    ],
  },
  {
    category: 'HVAC ',
    weight: 20,
    rooms: ['Attic', 'Hallway', 'Thermostat', 'Outside unit', 'Closet'],
    texts: [
      'Heat pump trips its breaker & restarts.',
      'AC blows warm air. Filter was changed last week.',
      'Thermostat screen is blank.',
      'Furnace is loud when it starts, <bang> and then fine.',
      'Upstairs stays above 85 while downstairs is cold.',
      'Condensate pan overflows.',
    ],
  },
  {
    category: 'Electrical',
    weight: 9,
    rooms: any,
    texts: [
      'Two outlets dead after the storm; GFCI will not reset.',
      'Light flickers when the dryer runs.',
      'Smoke detector chirps, battery is new.',
      'Breaker 14 trips "every time" the microwave is on.',
    ],
  },
  {
    category: 'Appliance',
    weight: 9,
    rooms: ['Kitchen', 'Laundry'],
    texts: [
      'Dishwasher leaves standing water.',
      'Dryer does not heat.',
      'Refrigerator freezes the vegetables.',
      'Oven door will not stay closed.',
      'Range hood fan rattles.',
    ],
  },
  {
    category: 'Maintenance',
    weight: 12,
    rooms: any,
    texts: [
      'Back gate does not latch.',
      'Garage door opens by itself.',
      'Handrail on the stairs is loose.',
      'Window will not lock.',
      'Blinds fell down, bracket is broken.',
      'Fence panel down on the north side.',
    ],
  },
  {
    category: 'Re-key',
    weight: 4,
    rooms: ['Front door', 'Back door'],
    texts: ['Re-key all locks after move-out.', 'Key breaks off in the lock.', 'Deadbolt sticks.'],
  },
  {
    category: 'Cleaning',
    weight: 3,
    rooms: ['Whole home', 'Stairwell'],
    texts: ['Clean before move-in.', 'Trash left by the previous tenant, 4 bags.'],
  },
  { category: 'Make ready', weight: 3, rooms: ['Whole home'], texts: ['Make ready: touch-up paint, bulbs, filters.', 'Make ready after inspection.'] },
  {
    category: 'carpet Steam clean',
    weight: 2,
    rooms: ['Bedrooms', 'Stairs'],
    texts: ['Steam clean; pet odor in one room.', 'Steam clean before the showing.'],
  },
  {
    category: 'Pest control',
    weight: 4,
    rooms: ['Kitchen', 'Garage', 'Attic'],
    texts: ['Ants along the window sill.', 'Scratching in the attic at night.', 'Wasps below the eave.'],
  },
  { category: 'Turnover ', weight: 2, rooms: ['Whole home'], texts: ['Turnover: walk, photos and punch list.'] },
]

const additions = [
  'Second call this month.',
  'Tenant home after 4 pm.',
  'Please call before coming, dog in the yard.',
  'Owner asks for an estimate above $300.',
  'Pictures are in the portal.',
  'Gate code is with the office.',
  'Vendor was here last week; same problem again.',
]

/** The account's pick lists, trailing blanks included. */
export const categories: readonly string[] = topics.map((topic) => topic.category)
export const workOrderTypes: readonly string[] = ['General', 'Service Request', 'Turnover ', 'Inspection', 'Estimate', 'Maintenance']

export interface Complaint {
  category: string
  room: string
  description: string
}

/** Texts of several lines carry CR LF, as PropertyWare's do. They stay ASCII: it loses the rest in descriptions. */
export const complaint = (random: Random): Complaint => {
  const topic = random.weighted(topics.map((each) => [each, each.weight] as const))
  const lines = [random.pick(topic.texts)]
  if (random.chance(0.35)) lines.push(random.pick(additions))
  if (random.chance(0.08)) lines.push('', random.pick(additions))
  return { category: topic.category, room: random.pick(topic.rooms), description: lines.join('\r\n') }
}

export const closingComment = (random: Random): string =>
  random.pick([
    'Repaired and tested.',
    'Replaced part, tested ok.',
    'No fault found.',
    'Completed by vendor.\r\nInvoice to follow.',
    'Done',
    'Tenant confirmed by phone.',
  ])

export const noteText = (random: Random): { subject: string; body: string } =>
  random.pick([
    { subject: 'Access', body: 'Tenant home after 4 pm' },
    { subject: 'Access', body: 'Lockbox on the gas meter.\r\nPlease put the key back.' },
    { subject: 'Vendor', body: 'Left a message with the vendor – no answer yet' },
    { subject: 'Owner', body: 'Owner approved up to $250' },
    { subject: '', body: 'Called tenant, voicemail full' },
  ])
