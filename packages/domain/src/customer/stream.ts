import { type StreamName, streamName } from '../kernel/stream-name.js'

/** The category of customers' streams: one stream a customer, purchase permissions included. */
export const customerCategory = 'customer'

/** Where a customer's history is kept. */
export const customerStream = (customerId: string): StreamName => streamName(customerCategory, customerId)
