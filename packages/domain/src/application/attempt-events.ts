// Stored for ever, as customers' events are: see customer/events.ts.

import { readAttemptMetadata, writeMetadata } from '../customer/metadata.js'
import { metadataLeaves } from '../customer/personal-leaves.js'
import type { AttemptMetadata, Event } from '../kernel/event.js'
import { createEventDecoder, createEventEncoder, type EventSchema } from '../kernel/event-codec.js'
import type { StreamName } from '../kernel/stream-name.js'
import { streamName } from '../kernel/stream-name.js'
import type { StructuralReader } from '../kernel/structural-reader.js'
import type { Rejection } from './outcome.js'

/** A command that found everything so already. */
export type CommandUnchanged = Event<
  'CommandUnchanged',
  {
    readonly customerId: string
    readonly commandType: string
    /** The revision on which it was decided; decimal. */
    readonly revision: string
  }
>

/** A command that was refused: field names and codes, no submitted value. */
export type CommandRefused = Event<
  'CommandRefused',
  {
    readonly customerId: string
    /** `unknown` where the input named no command of this library. */
    readonly commandType: string
    readonly rejection: Rejection
    /** Whether the same command gets this answer again; refusals that no state was asked for are computed anew. */
    readonly remembered: boolean
  }
>

/** How many refusals beyond a hundred an hour were not written one by one. */
export type RefusalsSummarised = Event<
  'RefusalsSummarised',
  {
    readonly customerId: string
    readonly count: number
    /** ISO 8601, UTC. */
    readonly since: string
    readonly until: string
  }
>

export type AttemptEvent = CommandUnchanged | CommandRefused | RefusalsSummarised

/** The category of the attempt streams: apart from customers' streams, so that a refusal moves no revision. */
export const attemptCategory = 'customerAttempt'

/** Where a customer's refused and unchanged commands are kept. */
export const attemptStream = (customerId: string): StreamName => streamName(attemptCategory, customerId)

const schemas: { readonly [Type in AttemptEvent['type']]: EventSchema } = {
  CommandUnchanged: {
    version: 1,
    read: (data: StructuralReader): CommandUnchanged['data'] => ({
      customerId: data.text('customerId', data.node['customerId']),
      commandType: data.text('commandType', data.node['commandType']),
      revision: data.text('revision', data.node['revision'])
    })
  },
  CommandRefused: {
    version: 1,
    read: (data: StructuralReader): CommandRefused['data'] => {
      const rejection = data.object('rejection', data.node['rejection'])
      rejection.text('type', rejection.node['type'])
      return {
        customerId: data.text('customerId', data.node['customerId']),
        commandType: data.text('commandType', data.node['commandType']),
        rejection: rejection.node as unknown as Rejection,
        remembered: data.flag('remembered', data.node['remembered'])
      }
    }
  },
  RefusalsSummarised: {
    version: 1,
    read: (data: StructuralReader): RefusalsSummarised['data'] => ({
      customerId: data.text('customerId', data.node['customerId']),
      count: data.wholeNumber('count', data.node['count']),
      since: data.text('since', data.node['since']),
      until: data.text('until', data.node['until'])
    })
  }
}

/** Reads the entries of attempt streams. */
export const decodeAttemptEvent = createEventDecoder<AttemptEvent, AttemptMetadata>({
  schemas,
  upcasters: [],
  readMetadata: readAttemptMetadata
})

/** Writes them. */
export const encodeAttemptEvent = createEventEncoder<AttemptEvent, AttemptMetadata>({
  schemas,
  writeMetadata,
  personalLeaves: ({ data }, { actor }) => metadataLeaves(data.customerId, actor?.id)
})
