// The messages and services that the official client brings along. Its generated files are CommonJS.

export { default as gossipGrpc } from '@eventstore/db-client/generated/gossip_grpc_pb.js'
export { default as gossip } from '@eventstore/db-client/generated/gossip_pb.js'
export { default as featuresGrpc } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
export { default as features } from '@eventstore/db-client/generated/serverfeatures_pb.js'
export { default as shared } from '@eventstore/db-client/generated/shared_pb.js'
export { default as status } from '@eventstore/db-client/generated/status_pb.js'
export { default as streamsGrpc } from '@eventstore/db-client/generated/streams_grpc_pb.js'
export { default as streams } from '@eventstore/db-client/generated/streams_pb.js'
