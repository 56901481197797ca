import { decodeCommand } from '@accountable/domain/customer'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { handMadeInputs, hostileInputs } from './hostile-inputs.js'
import { flaw, openDoor } from './judge.js'

// A million of them: `node --expose-gc test/dist/soak/hostile-input.js`.

const t = suite('hostile input', undefined, { timeout: 90_000 })

const meetAll = async (inputs: Iterable<unknown>): Promise<ReadonlyMap<string, number>> => {
  const door = openDoor()
  const outcomes = new Map<string, number>()
  for (const input of inputs) {
    const outcome = await door.execute(input)
    assert.is(flaw(outcome), undefined)
    const kind = outcome.outcome === 'refused' ? outcome.rejection.type : outcome.outcome
    outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1)
  }
  await door.close()
  return outcomes
}

function* first<A>(count: number, items: Iterable<A>): Generator<A> {
  let left = count
  for (const item of items) {
    if (left-- <= 0) return
    yield item
  }
}

t('every hostile value, in every place of every command, is decoded or told what is wrong with it', async () => {
  const outcomes = await meetAll(handMadeInputs())
  assert.ok((outcomes.get('InvalidCommand') ?? 0) > 5_000)
})

t('so are twenty thousand generated ones', async () => {
  const outcomes = await meetAll(first(20_000, hostileInputs(20_260_105)))
  assert.ok((outcomes.get('InvalidCommand') ?? 0) > 10_000)
  assert.ok((outcomes.get('CustomerNotRegistered') ?? 0) + (outcomes.get('accepted') ?? 0) > 500)
})

t('nothing of a hostile input stays behind in JavaScript’s own objects', async () => {
  await meetAll([JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')])
  assert.is(({} as { polluted?: number }).polluted, undefined)
  decodeCommand(JSON.parse('{"type":"RegisterCustomer","__proto__":{"polluted":1}}'))
  assert.is(({} as { polluted?: number }).polluted, undefined)
})

t.run()
