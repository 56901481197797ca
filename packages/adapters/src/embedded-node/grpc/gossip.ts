import { randomUUID } from 'node:crypto'
import type { handleUnaryCall } from '@grpc/grpc-js'
import { gossip, shared } from './messages.js'

/** One member, the leader, at the address by which the caller came: whoever discovers the node goes on using that. */
export const readGossip = (port: () => number): handleUnaryCall<shared.Empty, gossip.ClusterInfo> => {
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex')
  const instance = new shared.UUID.Structured()
    .setMostSignificantBits(String(id.readBigInt64BE(0)))
    .setLeastSignificantBits(String(id.readBigInt64BE(8)))
  return (call, respond) => {
    const host = /^(.*):\d+$/.exec(call.getHost())?.[1] ?? '127.0.0.1'
    const member = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setStructured(instance))
      .setTimeStamp(String(BigInt(Date.now()) * 10_000n))
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port()))
    respond(null, new gossip.ClusterInfo().setMembersList([member]))
  }
}
