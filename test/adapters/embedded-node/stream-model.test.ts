import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { EventStoreDBClient } from '@eventstore/db-client'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { clientSubject } from './client-subject.js'
import { directSubject } from './direct-subject.js'
import type { Subject } from './model-subject.js'
import { type Operation, StreamModel } from './stream-model.js'
import { streamOperations } from './stream-operations.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('expected revisions, by a model', undefined, { timeout: 60_000 })

const agree = async (subject: Subject, operations: readonly Operation[]): Promise<void> => {
  const model = new StreamModel()
  for (const operation of operations) {
    if (operation.kind === 'restart') {
      await subject.restart()
      continue
    }
    assert.is(await subject.apply(operation), model.apply(operation), JSON.stringify(operation))
    for (const stream of ['a', 'b']) assert.equal(await subject.read(stream), model.read(stream))
  }
}

test('given any operations, restarts among them, when the node carries them out, then it answers as the model does', () =>
  inTemporaryDirectory(async (root) => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(streamOperations, async (operations) => {
        const subject = await directSubject(`${root}/${run++}`)
        try {
          await agree(subject, operations)
        } finally {
          await subject.close()
        }
      }),
      { numRuns: 300 }
    )
  }))

test('given any operations, when the official client sends them, then a server answers as the model does', () =>
  inTemporaryDirectory(async (directory) => {
    const url = process.env['EVENTSTOREDB_URL']
    const node = url === undefined ? await startEmbeddedNode({ directory }) : undefined
    const client = EventStoreDBClient.connectionString(url ?? node?.connectionString ?? '')
    try {
      await fc.assert(
        fc.asyncProperty(streamOperations, (operations) => agree(clientSubject(client), operations)),
        {
          numRuns: 40
        }
      )
    } finally {
      await client.dispose()
      await node?.close()
    }
  }))

test.run()
