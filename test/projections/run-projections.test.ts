import { createInMemoryEventFeed, createInMemoryLog, createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { comparePositions } from '@accountable/domain/kernel'
import { runProjections } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { name, thingTable, toyDecode, toys } from './toy.js'

const test = suite('running projections')

test('given events, when an engine runs, then every row is there and later events follow', async () => {
  const log = createInMemoryLog()
  const feed = createInMemoryEventFeed(log)
  const store = createInMemoryReadModels()
  name(log, 'customer-a', 'anna', 'abel')
  name(log, 'customer-b', 'bert')
  const engine = runProjections({ feed, store, decode: toyDecode, projections: toys })
  const reached = () =>
    firstValueFrom(
      engine.progress$.pipe(
        filter((all) => {
          const position = all.get('toys')?.position
          const head = log.records.at(-1)?.position
          return position !== undefined && head !== undefined && comparePositions(position, head) === 0
        })
      )
    )
  await reached()
  name(log, 'customer-a', 'adam')
  await reached()
  await engine.stop()
  const answer = await store.select(thingTable, { where: [], order: [{ property: 'customerId' }], limit: 10 })()
  assert.ok(E.isRight(answer))
  assert.equal(
    answer.right.map(({ row }) => [row.customerId, row.name, row.times]),
    [
      ['a', 'adam', 3],
      ['b', 'bert', 1]
    ]
  )
})

test.run()
