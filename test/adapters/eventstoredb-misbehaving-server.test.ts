import { randomUUID } from 'node:crypto'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import {
  connectEventStoreDB,
  createEventStoreDBEventFeed,
  createEventStoreDBEventStore
} from '@accountable/adapters/eventstoredb'
import type { NewEvent } from '@accountable/domain/application'
import { position, revision, type StreamName, streamName } from '@accountable/domain/kernel'
import { EventStoreDBClient } from '@eventstore/db-client'
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { appended, checkpoint, confirmation, recorded, refused, type ScriptedEvent, streamOf } from './answers.js'
import { type AppendCall, type ReadCall, type Script, startScriptedServer } from './scripted-server.js'

const t = suite('the EventStoreDB adapter and a server that misbehaves', undefined, { timeout: 30_000 })

/** For what ends in a failure. */
const impatient = { timeout: 150, patience: 400 }
/** For what ends well, however busy the machine is. */
const patient = { timeout: 3_000, patience: 8_000 }
const name = (): StreamName => streamName('customer', randomUUID())
const newEvent = (): NewEvent => ({ eventId: randomUUID(), type: 'thing-happened', data: { n: 1 }, metadata: {} })

const withScript = async (
  script: Script,
  work: (
    connection: ReturnType<typeof connectEventStoreDB>,
    server: Awaited<ReturnType<typeof startScriptedServer>>
  ) => Promise<void>,
  options: { readonly timeout: number; readonly patience: number } = impatient
): Promise<void> => {
  const server = await startScriptedServer(script)
  const connection = connectEventStoreDB(server.connectionString, options)
  try {
    await work(connection, server)
  } finally {
    await connection.close()
    server.stop()
  }
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5)) // the test's own time limit ends it
}

/** Answers reads of a stream or of the log with these events, from the start. */
const reads =
  (events: () => ReadonlyArray<ScriptedEvent>) =>
  (call: ReadCall): void => {
    for (const each of events()) call.write(recorded(each))
    call.end()
  }

const fail =
  (code: status, details: string) =>
  (call: ReadCall | AppendCall): void => {
    call.emit('error', { code, details })
  }

t(
  'given a server that takes calls and stays silent, when appending and reading, then both end, and the append is unknown',
  () =>
    withScript({ read: () => undefined, batchAppend: () => undefined }, async ({ eventStore, eventFeed }, server) => {
      const stream = name()
      const append = await eventStore.appendToStream(stream, 'noStream', [newEvent()])()
      assert.is(E.isLeft(append) && append.left.type, 'OutcomeUnknown')
      const read = await eventStore.readStream(stream, revision(0), 10)()
      assert.is(E.isLeft(read) && read.left.type, 'StoreUnavailable')
      const page = await eventFeed.readAll(undefined, 10)()
      assert.is(E.isLeft(page) && page.left.type, 'FeedUnavailable')
      await until(() => server.openCalls() === 0)
    })
)

t('given a port that accepts connections and says nothing, when appending, then nothing was stored', async () => {
  const sockets = new Set<Socket>()
  const listener = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const { eventStore, close } = connectEventStoreDB(`esdb://127.0.0.1:${port}?tls=false`, impatient)
  const append = await eventStore.appendToStream(name(), 'noStream', [newEvent()])()
  assert.is(E.isLeft(append) && append.left.type, 'StoreUnavailable')
  await close()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => listener.close(resolve))
})

t('given no server at all, when appending and reading, then nothing was stored and nothing was read', async () => {
  const { eventStore, eventFeed, close } = connectEventStoreDB('esdb://127.0.0.1:1?tls=false', impatient)
  const append = await eventStore.appendToStream(name(), 'noStream', [newEvent()])()
  assert.is(E.isLeft(append) && append.left.type, 'StoreUnavailable')
  const read = await eventStore.readStreamBackwards(name(), 1)()
  assert.is(E.isLeft(read) && read.left.type, 'StoreUnavailable')
  const head = await eventFeed.head()()
  assert.is(E.isLeft(head) && head.left.type, 'FeedUnavailable')
  await close()
})

t(
  'given an append that was stored and never answered, when its time is over, then it is found by its event ids',
  () => {
    const stream = name()
    const event = newEvent()
    return withScript(
      {
        batchAppend: () => undefined,
        read: reads(() => [{ streamName: stream, revision: 4, position: 77, eventId: event.eventId }])
      },
      async ({ eventStore }) => {
        const append = await eventStore.appendToStream(stream, revision(3), [event])()
        assert.equal(append, E.right({ revision: revision(4), position: position(77n, 77n) }))
      },
      { timeout: 150, patience: patient.patience }
    )
  }
)

t(
  'given an append that is not there after its call broke, when it is sent again, then with the same ids, and the new answer counts',
  () => {
    const sent: Array<ReadonlyArray<string>> = []
    const event = newEvent()
    return withScript(
      {
        read: reads(() => []),
        batchAppend: (call) => {
          call.on('data', (request) => {
            sent.push(
              request
                .getProposedMessagesList()
                .map((message: BatchAppendReq.ProposedMessage) => message.getId()?.getString() ?? '')
            )
            if (sent.length === 1) fail(status.INTERNAL, 'Received RST_STREAM with code 0')(call)
            else call.write(appended(request, 0, 12))
          })
        }
      },
      async ({ eventStore }) => {
        const append = await eventStore.appendToStream(name(), 'noStream', [event])()
        assert.equal(append, E.right({ revision: revision(0), position: position(12n, 12n) }))
        assert.equal(sent, [[event.eventId], [event.eventId]])
      },
      patient
    )
  }
)

t('given another event where the append would be, when the append is sent again, then the server decides', () => {
  let tries = 0
  const stream = name()
  return withScript(
    {
      read: reads(() => [{ streamName: stream, revision: 0, position: 5 }]),
      batchAppend: (call) => {
        call.on('data', (request) => {
          tries++
          call.write(refused(request, tries === 1 ? 'Timeout' : 'StreamDeleted'))
        })
      }
    },
    async ({ eventStore }) => {
      const append = await eventStore.appendToStream(stream, 'noStream', [newEvent()])()
      assert.equal(append, E.left({ type: 'StreamDeleted', streamName: stream }))
    },
    patient
  )
})

t(
  'given a call that breaks with many appends under way, when they are looked for, then each gets its own answer',
  () => {
    const stored = new Map<string, string>()
    let calls = 0
    return withScript(
      {
        read: (call) => {
          const identifier = call.request.getOptions()?.getStream()?.getStreamIdentifier()?.getStreamName_asU8() ?? []
          const stream = Buffer.from(identifier).toString()
          const eventId = stored.get(stream)
          if (eventId !== undefined) call.write(recorded({ streamName: stream, revision: 0, position: 1, eventId }))
          call.end()
        },
        batchAppend: (call) => {
          const mine = ++calls
          call.on('data', (request) => {
            const id = request.getProposedMessagesList()[0]?.getId()?.getString() ?? ''
            // The first call stores every other append, answers none, and breaks after the last.
            if (mine > 1 || stored.size % 2 === 0) stored.set(streamOf(request), id)
            else stored.set(`lost ${id}`, id)
            if (mine > 1) call.write(appended(request, 0, 2))
            else if (stored.size === 50) fail(status.UNAVAILABLE, 'gone')(call)
          })
        }
      },
      async ({ eventStore }) => {
        const appends = Array.from({ length: 50 }, () => ({ stream: name(), event: newEvent() }))
        const answers = await Promise.all(
          appends.map(({ stream, event }) => eventStore.appendToStream(stream, 'noStream', [event])())
        )
        assert.ok(answers.every(E.isRight))
        for (const { stream, event } of appends) assert.is(stored.get(stream), event.eventId)
      },
      patient
    )
  }
)

t(
  'given a server that answers a bad request twice, when the second answer comes, then the appends after it are served',
  () =>
    withScript(
      {
        batchAppend: (call) => {
          let requests = 0
          call.on('data', (request) => {
            if (requests++ > 0) {
              call.write(appended(request, 0, 3))
              return
            }
            call.write(refused(request, 'BadRequest'))
            call.write(refused(request, 'Timeout'))
          })
        }
      },
      async ({ eventStore }) => {
        const bad = await eventStore.appendToStream(name(), 'noStream', [newEvent()])()
        assert.is(E.isLeft(bad) && bad.left.type, 'AppendImpossible')
        const good = await eventStore.appendToStream(name(), 'noStream', [newEvent()])()
        assert.ok(E.isRight(good))
      },
      patient
    )
)

for (const [answer, error] of [
  ['MaximumAppendSizeExceeded', 'AppendImpossible'],
  ['AccessDenied', 'StoreUnavailable'],
  ['Unknown', 'OutcomeUnknown'],
  ['SomethingNewer', 'OutcomeUnknown']
] as const) {
  t(`given the answer ${answer}, when appending, then it is ${error}`, () =>
    withScript(
      {
        read: reads(() => []),
        batchAppend: (call) => {
          call.on('data', (request) => call.write(refused(request, answer)))
        }
      },
      async ({ eventStore }) => {
        const append = await eventStore.appendToStream(name(), 'noStream', [newEvent()])()
        assert.is(E.isLeft(append) && append.left.type, error)
      }
    )
  )
}

t(
  'given errors that pass, when reading, then it is tried again; given one that lasts, then it is answered at once',
  async () => {
    let tries = 0
    const passing = [status.UNAVAILABLE, status.INTERNAL, status.ABORTED, status.RESOURCE_EXHAUSTED]
    await withScript(
      {
        read: (call) => {
          const code = passing[tries++]
          if (code === undefined) call.end()
          else fail(code, 'for now')(call)
        }
      },
      async ({ eventFeed }) => assert.ok(E.isRight(await eventFeed.readAll(undefined, 5)())),
      patient
    )
    assert.is(tries, passing.length + 1)
    tries = 0
    await withScript(
      {
        read: (call) => {
          tries++
          fail(status.PERMISSION_DENIED, 'not for root:hunter2, see esdb://root:hunter2@host')(call)
        }
      },
      async ({ eventFeed }) => {
        const page = await eventFeed.readAll(undefined, 5)()
        assert.is(E.isLeft(page) && page.left.type, 'FeedUnavailable')
        assert.not.match(JSON.stringify(page), /hunter2@/)
      }
    )
    assert.is(tries, 1)
  }
)

t('given answers that make no sense, when reading, then it is an error, not a crash', () =>
  withScript(
    {
      read: (call) => {
        const answer = recorded({ streamName: 'customer-1', revision: 0, position: 1 })
        answer.serializeBinary = () => Uint8Array.from([10, 200, 1, 10, 3])
        call.write(answer)
        call.end()
      }
    },
    async ({ eventFeed }) => {
      const page = await eventFeed.readAll(undefined, 5)()
      assert.is(E.isLeft(page) && page.left.type, 'FeedUnavailable')
    },
    patient
  )
)

const isSubscription = (call: ReadCall): boolean => call.request.getOptions()?.hasSubscription() ?? false

t('given a subscription that ends with every kind of error, when events are added, then each is hinted at', () => {
  const endings = [
    ...[status.UNAVAILABLE, status.INTERNAL, status.CANCELLED, status.UNKNOWN, status.ABORTED].map((code) =>
      fail(code, 'the end')
    ),
    ...[status.PERMISSION_DENIED, status.DEADLINE_EXCEEDED, status.NOT_FOUND].map((code) => fail(code, 'the end')),
    (call: ReadCall) => {
      call.end()
    }
  ]
  let subscriptions = 0
  let head = 1
  return withScript(
    {
      read: (call) => {
        if (!isSubscription(call)) return reads(() => [{ streamName: 'customer-1', revision: 0, position: head }])(call)
        const end = endings[subscriptions++]
        call.write(confirmation())
        head++ // between two subscriptions: only the head tells
        if (end !== undefined) setTimeout(() => end(call), 20)
      }
    },
    async ({ eventFeed }) => {
      let hints = 0
      const listening = eventFeed.appended$(position(1n, 1n)).subscribe({
        next: () => hints++,
        error: () => assert.unreachable('it erred'),
        complete: () => assert.unreachable('it completed')
      })
      await until(() => subscriptions === endings.length + 1 && hints > endings.length)
      listening.unsubscribe()
    },
    patient
  )
})

t(
  'given a subscription that stalls, when the head has moved, then it is renewed; when nothing moves, then it is left alone',
  async () => {
    let subscriptions = 0
    let head = 5
    const server = await startScriptedServer({
      read: (call) => {
        if (!isSubscription(call)) return reads(() => [{ streamName: 'customer-1', revision: 0, position: head }])(call)
        subscriptions++
        call.write(confirmation())
      }
    })
    const { eventFeed, close } = connectEventStoreDB(server.connectionString, { ...patient, idleCheck: 30 })
    let hints = 0
    const listening = eventFeed.appended$(position(5n, 5n)).subscribe(() => hints++)
    await until(() => subscriptions === 1)
    await new Promise((resolve) => setTimeout(resolve, 200)) // several checks
    assert.is(subscriptions, 1)
    assert.is(hints, 0)
    head = 6
    await until(() => subscriptions === 2 && hints > 0)
    listening.unsubscribe()
    await until(() => server.openCalls() === 0)
    await close()
    server.stop()
  }
)

t('given checkpoints, when following, then they are no hint and no position', async () => {
  let subscribed = false
  await withScript(
    {
      read: (call) => {
        if (!isSubscription(call)) return reads(() => [{ streamName: 'x', revision: 0, position: 9 }])(call)
        call.write(confirmation())
        for (let n = 0; n < 50; n++) call.write(checkpoint(1_000 + n))
        subscribed = true
      }
    },
    async ({ eventFeed }) => {
      let hints = 0
      const listening = eventFeed.appended$(position(9n, 9n)).subscribe(() => hints++)
      await until(() => subscribed)
      await new Promise((resolve) => setTimeout(resolve, 100))
      assert.is(hints, 0)
      listening.unsubscribe()
    },
    patient
  )
})

t('given reads and subscriptions that are given up, when they are over, then no call is left open', () =>
  withScript(
    {
      read: (call) => {
        if (isSubscription(call)) call.write(confirmation())
        else reads(() => [{ streamName: 'customer-1', revision: 0, position: 9 }])(call)
      }
    },
    async ({ eventStore, eventFeed }, server) => {
      const listening = Array.from({ length: 120 }, () => eventFeed.appended$(position(9n, 9n)).subscribe())
      await until(() => server.openCalls() >= 120)
      for (let n = 0; n < 50; n++) await eventStore.readStream(name(), revision(0), 1)()
      for (const each of listening) each.unsubscribe()
      await until(() => server.openCalls() === 0)
    },
    patient
  )
)

t('given two servers and a client each, when one server dies, then appends to the other do not notice', async () => {
  const answering: Script = {
    batchAppend: (call) => {
      call.on('data', (request) => setTimeout(() => call.write(appended(request, 0, 1)), 20))
    }
  }
  const [dying, living] = [
    await startScriptedServer({ batchAppend: () => undefined }),
    await startScriptedServer(answering)
  ]
  const one = connectEventStoreDB(dying.connectionString, impatient)
  const other = connectEventStoreDB(living.connectionString, { timeout: 5_000, patience: 0 })
  const lost = one.eventStore.appendToStream(name(), 'noStream', [newEvent()])()
  const fine = Array.from({ length: 20 }, () => other.eventStore.appendToStream(name(), 'noStream', [newEvent()])())
  dying.stop()
  assert.ok((await Promise.all(fine)).every(E.isRight))
  assert.ok(E.isLeft(await lost))
  await Promise.all([one.close(), other.close()])
  living.stop()
})

t('given a connection that was given up, when reading, then errors of the process keep their stacks', () =>
  withScript({}, async ({ client, eventStore }) => {
    const { getChannel } = client as unknown as { readonly getChannel: () => Promise<{ readonly close: () => void }> }
    const channel = await getChannel()
    channel.close()
    const read = await eventStore.readStream(name(), revision(0), 1)()
    assert.equal(read, E.left({ type: 'StoreUnavailable', message: 'Channel has been shut down' }))
    assert.ok(Error.stackTraceLimit > 0)
  })
)

for (const code of [status.PERMISSION_DENIED, status.UNAUTHENTICATED, status.UNIMPLEMENTED]) {
  t(
    `given a server that refuses the append call with code ${code}, when appending, then nothing was stored, at the first try`,
    async () => {
      let tries = 0
      await withScript(
        {
          batchAppend: (call) => {
            tries++
            fail(code, 'no')(call)
          }
        },
        async ({ eventStore }) => {
          const append = await eventStore.appendToStream(name(), 'noStream', [newEvent()])()
          assert.is(E.isLeft(append) && append.left.type, 'StoreUnavailable')
        }
      )
      assert.is(tries, 1)
    }
  )
}

t('given a client of the caller, when it is disposed, then every call ends, and it may be used again', async () => {
  const server = await startScriptedServer({
    read: (call) => {
      if (isSubscription(call)) call.write(confirmation())
      else call.end()
    },
    batchAppend: (call) => {
      call.on('data', (request) => call.write(appended(request, 0, 1)))
    }
  })
  const client = EventStoreDBClient.connectionString(server.connectionString)
  const eventStore = createEventStoreDBEventStore(client, patient)
  const listening = createEventStoreDBEventFeed(client, patient).appended$(undefined).subscribe()
  assert.ok(E.isRight(await eventStore.appendToStream(name(), 'noStream', [newEvent()])()))
  await until(() => server.openCalls() === 2)
  listening.unsubscribe()
  await client.dispose()
  await until(() => server.openCalls() === 0)
  assert.ok(E.isRight(await eventStore.appendToStream(name(), 'noStream', [newEvent()])()))
  await client.dispose()
  server.stop()
})

t(
  'given official calls of one client, when another client appends with them, then it is refused: one would fail the other',
  async () => {
    const answering: Script = {
      read: (call) => call.end(),
      batchAppend: (call) => {
        call.on('data', (request) => call.write(appended(request, 0, 1)))
      }
    }
    const server = await startScriptedServer(answering)
    const options = { calls: 'official', timeout: 500, patience: 500 } as const
    const [one, other] = [
      connectEventStoreDB(server.connectionString, options),
      connectEventStoreDB(server.connectionString, options)
    ]
    // This server does not tell its features, so the client uses its other append, which the script does not have.
    const first = await one.eventStore.appendToStream(name(), 'noStream', [newEvent()])()
    assert.is(E.isLeft(first) && first.left.type, 'OutcomeUnknown')
    const second = await other.eventStore.appendToStream(name(), 'noStream', [newEvent()])()
    assert.is(E.isLeft(second) && second.left.type, 'StoreUnavailable')
    await one.close()
    const third = await other.eventStore.appendToStream(name(), 'noStream', [newEvent()])()
    assert.is(E.isLeft(third) && third.left.type, 'OutcomeUnknown')
    await other.close()
    server.stop()
  }
)

t(
  'given a connection that is closed, when it is used, then it answers at once and dials nobody, and followers are left in peace',
  () => {
    let calls = 0
    return withScript(
      {
        read: (call) => {
          calls++
          if (isSubscription(call)) call.write(confirmation())
          else call.end()
        }
      },
      async ({ eventStore, eventFeed, close }, server) => {
        const listening = eventFeed
          .appended$(undefined)
          .subscribe({ complete: () => assert.unreachable('it completed') })
        await until(() => calls === 2) // the subscription, and the head after its confirmation
        await close()
        const append = await eventStore.appendToStream(name(), 'noStream', [newEvent()])()
        assert.equal(append, E.left({ type: 'StoreUnavailable', message: 'the connection is closed' }))
        const read = await eventStore.readStream(name(), revision(0), 1)()
        assert.is(E.isLeft(read) && read.left.type, 'StoreUnavailable')
        await new Promise((resolve) => setTimeout(resolve, 100))
        assert.is(calls, 2)
        assert.is(server.openCalls(), 0)
        listening.unsubscribe()
      },
      patient
    )
  }
)

t.run()
