import { type EventFilter, eventFilter } from '../streams/event-filter.js'
import { streamName } from './decode-request.js'
import type { UuidForm } from './encode-read-response.js'
import { streams } from './messages.js'
import { invalidArgument, unknown } from './refusal.js'

const { Options } = streams.ReadReq
const { StreamOptionCase, CountOptionCase, FilterOptionCase } = Options

export interface Position {
  readonly commit: bigint
  readonly prepare: bigint
}

/** A Read request, taken apart and found to make sense. */
export interface ReadRequest {
  readonly source:
    | { readonly kind: 'stream'; readonly name: string; readonly from: bigint | 'start' | 'end' }
    | { readonly kind: 'all'; readonly from: Position | 'start' | 'end' }
  readonly backwards: boolean
  readonly resolveLinks: boolean
  readonly uuidForm: UuidForm
  /** Undefined for a subscription. */
  readonly count: number | undefined
  readonly filter: EventFilter | undefined
  /** Events looked at before a subscription's checkpoint, and how many such windows make one. */
  readonly window: number
  readonly multiplier: number
  /** What the reader understands beyond the first release. */
  readonly compatibility: number
}

const DEFAULT_WINDOW = 32

export const readRequest = (request: streams.ReadReq): ReadRequest => {
  const options = request.getOptions()
  if (!options) throw unknown('the request has no options')
  const uuidOption = options.getUuidOption()
  if (!uuidOption) throw invalidArgument('a form of UUIDs is required')
  const backwards = options.getReadDirection() === Options.ReadDirection.BACKWARDS
  const isSubscription = options.getCountOptionCase() === CountOptionCase.SUBSCRIPTION
  if (options.getCountOptionCase() === CountOptionCase.COUNT_OPTION_NOT_SET)
    throw invalidArgument('a count or a subscription is required')
  if (options.getFilterOptionCase() === FilterOptionCase.FILTER_OPTION_NOT_SET)
    throw invalidArgument('a filter, or none, is required')
  if (isSubscription && backwards) throw invalidArgument('a subscription goes forwards')
  const filterOptions = options.getFilter()
  const source = sourceOf(options)
  if (source.kind === 'stream' && filterOptions) throw invalidArgument('a stream is not filtered')
  return {
    source,
    backwards,
    resolveLinks: options.getResolveLinks(),
    uuidForm: uuidOption.hasString() ? 'text' : 'structured',
    count: isSubscription ? undefined : Math.min(Number(options.getCount()), Number.MAX_SAFE_INTEGER),
    compatibility: options.getControlOption()?.getCompatibility() ?? 0,
    ...filterOf(filterOptions, isSubscription)
  }
}

const sourceOf = (options: streams.ReadReq.Options): ReadRequest['source'] => {
  switch (options.getStreamOptionCase()) {
    case StreamOptionCase.STREAM: {
      const stream = options.getStream()
      const name = streamName(stream?.getStreamIdentifier())
      if (stream?.hasStart()) return { kind: 'stream', name, from: 'start' }
      if (stream?.hasEnd()) return { kind: 'stream', name, from: 'end' }
      if (stream?.hasRevision()) return { kind: 'stream', name, from: revisionOf(stream.getRevision()) }
      throw invalidArgument('a revision to start from is required')
    }
    case StreamOptionCase.ALL: {
      const all = options.getAll()
      if (all?.hasStart()) return { kind: 'all', from: 'start' }
      if (all?.hasEnd()) return { kind: 'all', from: 'end' }
      const position = all?.getPosition()
      if (!position) throw invalidArgument('a position to start from is required')
      return {
        kind: 'all',
        from: { commit: BigInt(position.getCommitPosition()), prepare: BigInt(position.getPreparePosition()) }
      }
    }
    default:
      throw invalidArgument('a stream, or all, is required')
  }
}

/** 2^64 − 1 is another way to say the end. */
const revisionOf = (revision: string): bigint | 'end' =>
  BigInt(revision) === 2n ** 64n - 1n ? 'end' : BigInt(revision)

const filterOf = (
  options: streams.ReadReq.Options.FilterOptions | undefined,
  isSubscription: boolean
): Pick<ReadRequest, 'filter' | 'window' | 'multiplier'> => {
  const multiplier = options?.getCheckpointintervalmultiplier() ?? 1
  if (!options) return { filter: undefined, window: DEFAULT_WINDOW, multiplier }
  const expression = options.getEventType() ?? options.getStreamIdentifier()
  if (!expression) throw invalidArgument('a filter is on streams or on types')
  if (options.getWindowCase() === streams.ReadReq.Options.FilterOptions.WindowCase.WINDOW_NOT_SET) {
    throw invalidArgument('a window is required')
  }
  if (isSubscription && multiplier === 0) throw unknown('the checkpoint interval is zero')
  const on = options.hasEventType() ? 'type' : 'stream'
  return {
    filter: compile(on, expression.getRegex(), expression.getPrefixList()),
    window: options.hasMax() ? Math.max(1, options.getMax()) : DEFAULT_WINDOW,
    multiplier
  }
}

const compile = (on: EventFilter['on'], regex: string, prefixes: readonly string[]): EventFilter => {
  try {
    return eventFilter(on, regex, prefixes)
  } catch {
    throw unknown('the regular expression is malformed')
  }
}
