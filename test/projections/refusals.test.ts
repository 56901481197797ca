import { type AttemptEvent, attemptStream, encodeAttemptEvent } from '@accountable/domain/application'
import { eventMetadata, uuid } from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { answered, type CustomerWorld, customerWorld, endOf } from './customer-world.js'

const refusals = suite('refusals that are asked for by a field')
const customerId = uuid(1)
const email = '/billingProfile/email'

/** Refusals as some other version may have stored them, one after another. */
const refuse = ({ log }: CustomerWorld, count: number, changedFields: ReadonlyArray<string>): void => {
  for (let n = 0; n < count; n++) {
    const rejection = { type: 'RevisionConflict' as const, expected: '0', actual: '1', changedFields }
    const event: AttemptEvent = {
      type: 'CommandRefused',
      data: { customerId, commandType: 'UpdateBillingInfo', rejection: rejection as never, remembered: false }
    }
    const { type, data, metadata } = encodeAttemptEvent(event, eventMetadata())
    const texts = { data: JSON.stringify(data), metadata: JSON.stringify(metadata) }
    log.store(attemptStream(customerId), [{ eventId: uuid(100 + log.records.length), type, ...texts }])
  }
}

const pagesOf = async (world: CustomerWorld, field: string): Promise<ReadonlyArray<number>> => {
  const engine = world.run()
  const sizes: number[] = []
  let after: string | undefined
  do {
    const page = answered(
      await world.queries.activityLog({ field, limit: 3, atLeast: endOf(world), ...(after && { after }) })
    )
    sizes.push(page.rows.length)
    after = page.next
  } while (after !== undefined && sizes.length < 10)
  await engine.stop()
  return sizes
}

refusals('given refusals that name a field twice, then its pages have each of them once', async () => {
  const world = customerWorld()
  refuse(world, 7, [email, email])
  assert.equal(await pagesOf(world, email), [3, 3, 1])
})

refusals(
  'given a refusal that names thousands of fields, then the first hundred find it, and all are in its line',
  async () => {
    const world = customerWorld()
    const fields = Array.from({ length: 2000 }, (_, n) => `data.list.${n}`)
    refuse(world, 1, fields)
    assert.equal(await pagesOf(world, '/billingProfile/list/99'), [1])
    assert.equal(await pagesOf(world, '/billingProfile/list/100'), [0])
    const { rows } = answered(await world.queries.activityLog({ status: 'failed' }))
    assert.is(rows[0]?.fields.length, 2000)
  }
)

refusals.run()
