export type { ContractCase } from './contract-case.js'
export type { OpenedEventStore } from './event-store-contract/opened-event-store.js'
export { eventStoreContract } from './event-store-contract.js'
export { expectEqual, expectLeft, expectRight, expectThat } from './expectations.js'
