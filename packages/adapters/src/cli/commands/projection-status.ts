import { comparePositions, formatPosition } from '@accountable/domain/kernel'
import { command } from 'cmd-ts'
import { database, json } from '../arguments.js'
import { reply } from '../exit-code.js'
import type { ProjectionsJson } from '../projection-formats.js'
import { aligned, printJson, printLines, shown, type Terminal } from '../terminal.js'
import { type OpenStores, withStoresAsTheyAre } from '../with-read-models.js'

const statusOf = async ({ eventFeed, store }: OpenStores): Promise<ProjectionsJson> => {
  const head = reply(await eventFeed.head()())?.position
  const members = reply(await store.members()())
  return await Promise.all(
    members.map(async ({ name, version, group, live }) => {
      const position = reply(await store.checkpoint(group)())?.position
      const findings = [...reply(await store.findings(group)())]
      return {
        name,
        version,
        group,
        live,
        position: position === undefined ? null : formatPosition(position),
        upToDate: head === undefined || (position !== undefined && comparePositions(position, head) >= 0),
        parked: findings.filter(([, { parked }]) => parked !== undefined).map(([stream]) => stream),
        tampered: findings.filter(([, { tampered }]) => tampered !== undefined).map(([stream]) => stream)
      }
    })
  )
}

const line = ({ name, version, live, position, upToDate, parked, tampered }: ProjectionsJson[number]) => [
  `${name} ${version}`,
  live ? 'shown' : 'not shown',
  upToDate ? 'up to date' : `behind, at ${shown(position)}`,
  [
    ...parked.map((stream) => `${shown(stream)} is parked`),
    ...tampered.map((stream) => `${shown(stream)} was tampered with`)
  ].join(', ')
]

export const statusCommand = (terminal: Terminal) =>
  command({
    name: 'status',
    description: 'How far each read model has come, and which customers’ events wait for somebody.',
    args: { db: database, json },
    handler: ({ db, json: asJson }) =>
      withStoresAsTheyAre(terminal, db, async (stores) => {
        const status = await statusOf(stores)
        if (asJson) return printJson(terminal, status)
        printLines(terminal, status.length === 0 ? ['no read model was ever run'] : aligned(status.map(line)))
      })
  })
