/** One promise of a port, checked. It rejects with an Error that says what was expected; any test runner can run it. */
export interface ContractCase {
  readonly name: string
  readonly run: () => Promise<void>
}
