import type { EventStoreDBClient } from '@eventstore/db-client'

/** HTTP/2's own, with which every connection begins, and the most that it allows. */
const [smallest, largest] = [65_535, 2 ** 31 - 1]

/** gRPC's channel option for it. */
const option = 'grpc-node.flow_control_window'

/** What the client keeps to itself: how it dials. */
interface Dialling {
  createChannel?: () => Promise<object>
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A channel that was made and has not dialled yet takes an option as if it had been made with it. */
const optionsOf = (channel: object): Record<string, unknown> | undefined => {
  const inside: unknown = Reflect.get(channel, 'internalChannel')
  const options = isObject(inside) ? inside['options'] : undefined
  return isObject(options) ? options : undefined
}

/**
 * Every connection that this client makes from now on has this window; the client itself offers no way to ask for it. One whose
 * inside is another than the known one connects with HTTP/2's own window: slower, nothing else.
 *
 * @throws RangeError for what is no window.
 */
export const dialWithReceiveWindow = (client: EventStoreDBClient, bytes: number): void => {
  if (!Number.isInteger(bytes) || bytes < smallest || bytes > largest)
    throw new RangeError(`receiveWindow: expected a whole number of bytes from ${smallest} to ${largest}`)
  const dialling = client as unknown as Dialling
  const { createChannel } = dialling
  if (typeof createChannel !== 'function') return
  dialling.createChannel = async () => {
    const channel = await createChannel()
    const options = optionsOf(channel)
    if (options !== undefined) options[option] = bytes
    return channel
  }
}
