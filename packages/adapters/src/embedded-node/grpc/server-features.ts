import type { handleUnaryCall, ServiceDefinition } from '@grpc/grpc-js'
import { features, type shared } from './messages.js'

/** The release whose protocol the node speaks, and that it is not that server. */
const VERSION = '24.6.0-accountable-embedded-node'

/** What a method can do beyond its first release; clients ask for these by name. */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  '/event_store.client.streams.Streams/Read': ['position', 'events']
}

/** Advertises the methods of the services that the node has, and nothing else. */
export const supportedMethods = (
  services: readonly ServiceDefinition[]
): handleUnaryCall<shared.Empty, features.SupportedMethods> => {
  const methods = services
    .flatMap((service) => Object.values(service))
    .map(({ path }) => {
      const [, service = '', method = ''] = path.split('/')
      return new features.SupportedMethod()
        .setServiceName(service.toLowerCase())
        .setMethodName(method.toLowerCase())
        .setFeaturesList([...(FEATURES[path] ?? [])])
    })
  const answer = new features.SupportedMethods().setMethodsList(methods).setEventStoreServerVersion(VERSION)
  return (_call, respond) => respond(null, answer)
}
