import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

const test = suite('the backend service of the README', undefined, { timeout: 30_000 })

test('given a node, when a request comes in, then its outcome is an answer, and the account can be read', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'accountable-service-'))
  const node = await startEmbeddedNode({ directory })
  const before = process.env['EVENTSTOREDB_URL']
  process.env['EVENTSTOREDB_URL'] = node.connectionString
  try {
    const service = await import('@accountable/examples/embedding/backend-service')
    const file = await readFile(new URL('../../../examples/data/customers.json', import.meta.url), 'utf8')
    const [data] = (JSON.parse(file) as { items: ReadonlyArray<{ id: string }> }).items
    const request = {
      type: 'RegisterCustomer',
      customerId: data?.id,
      commandId: randomUUID(),
      issuedAt: new Date().toISOString(),
      data
    }
    const ada = { kind: 'user', id: 'ada', roles: ['AdminAgent'] } as const
    const hal = { kind: 'user', id: 'hal', roles: ['HelpdeskAgent'] } as const
    assert.is((await service.update(request, hal)).status, 422)
    const accepted = await service.update({ ...request, commandId: randomUUID() }, ada)
    assert.is(accepted.status, 200)
    const loaded = await service.read(data?.id ?? '')
    assert.is(loaded.type === 'loaded' && loaded.revision, '0')
    await service.stop()
  } finally {
    if (before === undefined) delete process.env['EVENTSTOREDB_URL']
    else process.env['EVENTSTOREDB_URL'] = before
    await node.close()
    await rm(directory, { recursive: true, force: true })
  }
})

test.run()
