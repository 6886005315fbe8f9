import type { Patch } from '../program.js'

/** A mistake that somebody could make, and the seeds in which the suite must see it. */
export interface PlantedBug {
  name: string
  /** What an operator would come to suffer from. */
  harm: string
  /** Seeds to play first: there it shows. */
  shows: readonly number[]
  patches: readonly Patch[]
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'the job is confirmed before the POST',
    harm: 'a kill between the two leaves a work order that counts as dispatched and has no job',
    shows: [5, 4],
    patches: [
      {
        file: 'core/apply/create-once.ts',
        from: 'const remote = await creation.create(context.assertHeld)',
        to: "await save(confirm(intent, { id: '0', number: null }, clock.now()))\n      const remote = await creation.create(context.assertHeld)",
      },
    ],
  },
  {
    name: 'the intent is not committed as sent before the POST',
    harm: 'a kill after the POST leaves a job of which the ledger says that it was never sent',
    shows: [7, 2],
    patches: [
      {
        file: 'core/apply/create-once.ts',
        from: 'intent = markSent(intent, clock.now())\n    await save(intent)',
        to: 'intent = markSent(intent, clock.now())',
      },
    ],
  },
  {
    name: 'the mapping is not written with the confirmation',
    harm: 'a confirmed job that no later run knows as the job of its work order',
    shows: [1, 3],
    patches: [
      {
        file: 'core/apply/create-once.ts',
        from: '(writer) => creation.onConfirmed(writer, confirmed, remote, isNew)',
        to: 'async () => undefined',
      },
    ],
  },
  {
    name: 'settling forgets the quarantine window',
    harm: 'a job that is only not visible yet is created a second time',
    shows: [12, 26],
    patches: [{ file: 'core/apply/intent.ts', from: '>= quarantineMs)', to: '>= 0)' }],
  },
  {
    name: 'the watermark moves on an incomplete read',
    harm: 'rows that a broken page left out are never asked for again',
    shows: [20, 54],
    patches: [
      {
        file: 'core/extract/extract-entity.ts',
        from: 'if (!read.complete || read.suspicious) return read',
        to: 'if (read.suspicious) return read',
      },
    ],
  },
]
